import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { nearest } from '../common/nearest.ts';
import { type Config, configSchema } from './configSchema.ts';
import { profileNameSchema, profileNames, profileOf, profileSchema } from './profiles.ts';

/** A place in `config.json`. */
export interface Key {
  /** As the user writes it: `timeouts.connect`. */
  readonly text: string;
  /** The names on the way to it; that of a profile may hold dots. */
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** What is no setting: what only the program and editors need, and the password of earlier versions. */
const { $schema: _schema, version: _version, password, ...settings } = configSchema.shape;
const profileFields = Object.keys(profileSchema.shape);

/**
 * All keys that hold a value of their own.
 *
 * @param profile those of that profile alone
 * @throws {UserError} `profile-unknown`
 */
export function settingKeys(config: Config, profile?: string): Key[] {
  if (profile !== undefined) {
    profileOf(config, profile);
    return leavesOf(['profiles', profile], profileSchema);
  }
  const named = profileNames(config).flatMap((name) => leavesOf(['profiles', name], profileSchema));
  const { profiles: _profiles, ...others } = settings;
  return [...Object.entries(others).flatMap(([name, schema]) => leavesOf([name], schema)), ...named];
}

/**
 * The key that the user typed.
 *
 * @param profile the key is one of that profile
 * @throws {UserError} `config-key-unknown`, `profile-unknown`
 */
export function findKey(config: Config, text: string, profile?: string): Key {
  if (text === 'password' && profile === undefined) return { text, path: [text], schema: password };
  const path = profile === undefined ? splitKey(config, text) : ['profiles', profile, text];
  const [folder, name = '', ...fields] = path;
  if (folder === 'profiles' && fields.length > 0) profileOf(config, name);
  const schema = text === 'version' ? undefined : schemaAt(path);
  if (schema !== undefined) return { text: path.join('.'), path, schema };
  const keys = profile === undefined ? knownKeys(config) : profileFields;
  throw new UserError('config-key-unknown', { key: text, nearest: nearest(text, keys), keys });
}

/** The schema of a place; undefined where there is none such. */
export function schemaAt(path: readonly string[]): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((outer, name) => {
    const schema = outer && unwrapped(outer);
    if (schema instanceof z.ZodRecord)
      return profileNameSchema.safeParse(name).success ? schema.valueType : undefined;
    if (!(schema instanceof z.ZodObject)) return undefined;
    const shape: Shape = schema.shape;
    return Object.hasOwn(shape, name) ? shape[name] : undefined;
  }, configSchema);
}

/** What counts where nothing is set; undefined where nothing does. */
export function usualValue({ schema }: Key): unknown {
  return z.globalRegistry.get(schema)?.['default'];
}

/** The keys to choose from; where there are no profiles, as they would be. */
export function knownKeys(config: Config): string[] {
  const keys = settingKeys(config).map(({ text }) => text);
  if (profileNames(config).length > 0) return keys;
  return [...keys, ...profileFields.map((field) => `profiles.NAME.${field}`)];
}

function leavesOf(path: readonly string[], schema: z.core.$ZodType): Key[] {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodObject)) return [{ text: path.join('.'), path, schema }];
  const shape: Shape = inner.shape;
  return Object.entries(shape).flatMap(([name, field]) => leavesOf([...path, name], field));
}

/** What a profile is called may hold dots, and end like one of its fields: those that are there come first. */
function splitKey(config: Config, text: string): readonly string[] {
  const [, rest] = /^profiles\.(.+)$/s.exec(text) ?? [];
  if (rest === undefined) return text.split('.');
  const names = profileNames(config);
  const [, name = '', field = ''] = /^(.+)\.([^.]+)$/s.exec(rest) ?? [];
  const isField = !names.includes(rest) && (names.includes(name) || profileFields.includes(field));
  return isField ? ['profiles', name, field] : ['profiles', rest];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional
    ? unwrapped(schema.unwrap())
    : schema;
}
