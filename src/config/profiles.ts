import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import type { Config } from './config.ts';

/** Whole numbers that are ports. */
export const portSchema = z.coerce.number().int().min(1).max(65_535);

/** Who seals what is uploaded. */
export const modeSchema = z.enum(['client', 'server']);

/** What a profile keeps of a server. */
export const profileSchema = z.strictObject({
  host: z.string().min(1).meta({ description: 'Name or address of the server.' }),
  port: portSchema.meta({ description: 'Port of the server.' }),
  username: z.string().min(1).meta({ description: 'Name of the account on the server.' }),
  mode: modeSchema.optional().meta({
    description: 'Who seals what is uploaded there: this machine, or the server, which can then read it.',
    default: 'client',
  }),
});
export type Profile = z.infer<typeof profileSchema>;

/** Letters, digits and what file names have between them: no name is mistaken for an option. */
export const profileNameSchema = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,63}$/u,
    'A profile is named by letters, digits, spaces and . _ @ -',
  )
  // For validators of JSON schemas, not all of which know \p: the same in ASCII, and all beyond it.
  .meta({ pattern: '^[A-Za-z0-9\\u0080-\\uffff][A-Za-z0-9\\u0080-\\uffff ._@-]{0,63}$' });

/**
 * What is remembered under a name; without one, at the top level of `config.json`, where parts may be missing.
 *
 * @throws {UserError} `profile-unknown`
 */
export function profileOf(config: Config, name: string | undefined): Partial<Profile> {
  if (name === undefined) return serverOf(config);
  const { profiles = {} } = config;
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile === undefined) throw new UserError('profile-unknown', { name, names: profileNames(config) });
  return profile;
}

/** The names there are, in the order of the alphabet. */
export function profileNames({ profiles = {} }: Config): string[] {
  return Object.keys(profiles).sort((one, other) => one.localeCompare(other));
}

/**
 * Who seals what is uploaded to a server; undefined where nothing is said. What is said of the one without a name is not
 * said of the others: that a server may read what it gets is said of each.
 *
 * @throws {UserError} `profile-unknown`
 */
export function modeOfProfile(config: Config, name: string | undefined): Profile['mode'] {
  return name === undefined ? config.mode : profileOf(config, name).mode;
}

/** A remembered server to choose from. */
export type SavedProfile = Profile & {
  /** Null for the one at the top level. */
  readonly name: string | null;
};

/** All profiles that are whole: the one without a name, then the others in the order of the alphabet. */
export function savedProfiles(config: Config): SavedProfile[] {
  return [null, ...profileNames(config)].flatMap((name) => {
    const mode = modeOfProfile(config, name ?? undefined);
    const profile = profileSchema.safeParse({ ...profileOf(config, name ?? undefined), mode });
    return profile.success ? [{ name, ...profile.data }] : [];
  });
}

/**
 * The configuration with a server remembered under a name, or without one. Other settings of a profile stay, but what
 * was said of a host is not said of another: neither that it may read what it gets, nor the password of earlier versions.
 */
export function withProfile(config: Config, name: string | undefined, profile: Profile): Config {
  if (name === undefined) {
    const { password: _password, mode: _mode, ...rest } = config;
    const password = oldPasswordOf(config, profile);
    return {
      ...rest,
      ...(password === undefined ? {} : { password }),
      ...modeFor(profile, config),
      ...profile,
    };
  }
  const kept = { ...modeFor(profile, config.profiles?.[name]), ...profile };
  return { ...config, profiles: { ...config.profiles, [name]: kept } };
}

function modeFor({ host }: Profile, before: Pick<Config, 'host' | 'mode'> = {}): Pick<Profile, 'mode'> {
  const isOfHost = before.host === undefined || before.host === host;
  return isOfHost && before.mode !== undefined ? { mode: before.mode } : {};
}

/** The configuration with a server forgotten, and with it all that was said of it. */
export function withoutProfile(config: Config, name: string | undefined): Config {
  if (name === undefined) {
    const { host, port: _port, username: _username, password: _password, mode, ...rest } = config;
    // Said of no host, it was never said of the one that is forgotten.
    return host === undefined && mode !== undefined ? { ...rest, mode } : rest;
  }
  const { [name]: _forgotten, ...profiles } = config.profiles ?? {};
  const { profiles: _all, ...rest } = config;
  return Object.keys(profiles).length === 0 ? rest : { ...rest, profiles };
}

/**
 * The password that earlier versions kept in the clear; it belongs to the server beside it and to no other.
 *
 * @param account as far as it is known
 */
export function oldPasswordOf(
  config: Config,
  account: Pick<Config, 'host' | 'port' | 'username'>,
): string | undefined {
  const { host = config.host, port = config.port, username = config.username } = account;
  const isOf = <Value>(kept: Value | undefined, asked: Value | undefined) =>
    kept === undefined || kept === asked;
  const isOfAccount = isOf(config.host, host) && isOf(config.port, port) && isOf(config.username, username);
  return isOfAccount ? config.password : undefined;
}

function serverOf({ host, port, username }: Config): Partial<Profile> {
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(username === undefined ? {} : { username }),
  };
}
