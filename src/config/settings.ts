import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { parseJson } from '../common/parseJson.ts';
import { changeConfig, loadConfig } from './config.ts';
import { asError, problemsOf } from './configProblems.ts';
import { type Config, configSchema } from './configSchema.ts';
import { expectedBy } from './expected.ts';
import { findKey, type Key } from './keys.ts';
import { profileOf } from './profiles.ts';

/** A key as it was typed, of a profile where one is named. */
export interface TypedKey {
  readonly key: string;
  readonly profile?: string | undefined;
}

/** What became of a key. */
export interface ChangedSetting {
  readonly key: string;
  /** Undefined where nothing is set. */
  readonly value: unknown;
  readonly before: unknown;
  /** Keys that went with it, because they were said of another server. */
  readonly dropped: readonly string[];
}

/**
 * What a key is set to; undefined where it is not.
 *
 * @throws {UserError} `config-key-unknown`, `config-password`, `profile-unknown`
 */
export function getSetting(config: Config, typed: TypedKey): { key: Key; value: unknown } {
  const key = findKey(config, typed.key, typed.profile);
  refusePassword(key);
  const [folder, name] = key.path;
  if (folder === 'profiles' && name !== undefined) profileOf(config, name);
  return { key, value: valueAt(config, key.path) };
}

/**
 * Sets one key.
 *
 * @param value words and numbers as they are; lists and objects as JSON
 * @throws {UserError} as `getSetting`, `config-value-refused`, and those of `changeConfig`
 */
export function setSetting(home: string, typed: TypedKey, value: string): Promise<ChangedSetting> {
  return change(home, typed, (key) => {
    refusePassword(key);
    return parseValue(key, value);
  });
}

/**
 * Takes one key away, with all that is in it.
 *
 * @throws {UserError} `config-key-unknown`, `config-key-needed`, `profile-unknown`, and those of `changeConfig`
 */
export function unsetSetting(home: string, typed: TypedKey): Promise<ChangedSetting> {
  return change(home, typed, () => undefined);
}

/** What is set at a place. */
export function valueAt(config: Config, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (outer, name) => (isFolder(outer) && Object.hasOwn(outer, name) ? outer[name] : undefined),
    config,
  );
}

async function change(
  home: string,
  typed: TypedKey,
  valueFor: (key: Key) => unknown,
): Promise<ChangedSetting> {
  let planned = plan(await loadConfig(home), typed, valueFor);
  await changeConfig(home, (config) => {
    planned = plan(config, typed, valueFor);
    return planned.config;
  });
  return planned.changed;
}

/** What a change makes of the settings. */
function plan(
  config: Config,
  typed: TypedKey,
  valueFor: (key: Key) => unknown,
): { readonly config: Config; readonly changed: ChangedSetting } {
  const key = findKey(config, typed.key, typed.profile);
  const value = valueFor(key);
  const before = valueAt(config, key.path);
  const gone = before === undefined || before === value ? [] : saidOfServer(key.path);
  const dropped = gone.filter((path) => valueAt(config, path) !== undefined);
  const wanted = dropped.reduce<Folder>(
    (folder, path) => withValue(folder, path, undefined),
    withValue(config, key.path, value),
  );
  const { data } = configSchema.safeParse(wanted);
  // What is set was checked by itself: only what is taken away can be missed.
  if (data === undefined) {
    throw new UserError('config-key-needed', { key: key.text, whole: key.path.slice(0, -1).join('.') });
  }
  return {
    config: data,
    changed: { key: key.text, value, before, dropped: dropped.map((path) => path.join('.')) },
  };
}

function refusePassword({ text }: Key): void {
  if (text === 'password') throw new UserError('config-password', {});
}

/** Text comes first, because a host may be called 8443. */
function parseValue({ text, path, schema }: Key, typed: string): unknown {
  const document = parseJson(typed);
  const asText = z.safeParse(schema, typed);
  if (asText.success) return asText.data;
  const asJson = z.safeParse(schema, document);
  if (asJson.success) return asJson.data;
  const refused = new UserError('config-value-refused', { key: text, expected: expectedBy(schema) });
  const isDocument = typeof document === 'object' && document !== null;
  throw isDocument ? asError(problemsOf(asJson.error, path)[0], refused) : refused;
}

/** What is said of one server is not said of another: neither that it may read what it gets, nor its password. */
function saidOfServer(path: readonly string[]): readonly (readonly string[])[] {
  const folder = path.slice(0, -1);
  const field = path.at(-1) ?? '';
  if (!['host', 'port', 'username'].includes(field)) return [];
  return [...(field === 'host' ? [[...folder, 'mode']] : []), ...(folder.length === 0 ? [['password']] : [])];
}

type Folder = Readonly<Record<string, unknown>>;

function isFolder(value: unknown): value is Folder {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same with a value at a place, or without one; what is left empty by that goes too. */
function withValue(folder: Folder, [name = '', ...rest]: readonly string[], value: unknown): Folder {
  const { [name]: before, ...others } = folder;
  const after = rest.length === 0 ? value : withValue(isFolder(before) ? before : {}, rest, value);
  const isEmptied = value === undefined && isFolder(after) && Object.keys(after).length === 0;
  return after === undefined || isEmptied ? others : { ...folder, [name]: after };
}
