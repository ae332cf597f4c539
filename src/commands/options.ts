import { type Command, Option } from 'commander';
import { z } from 'zod';
import { portSchema, profileNameSchema } from '../config/profiles.ts';
import { languages } from '../text/language.ts';
import { type ThemeName, themeNames } from '../text/themeName.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { withKeyPassphraseFile } from './keyPassphrase.ts';

/** Options of every command. */
export function withCommonOptions(command: Command): Command {
  return command
    .optionsGroup('everywhere')
    .option('--home <dir>')
    .option('--lang <language>')
    .option('--json')
    .option('-q, --quiet')
    .option('--verbose')
    .optionsGroup('');
}

/** Options of every command that talks to a server; what is missing comes from what was remembered. */
export function withServerOptions(command: Command): Command {
  const connection = withCommonOptions(command)
    .optionsGroup('connection')
    .option('--profile <profile>')
    .option('--host <host>')
    .option('--port <port>')
    .option('--username <name>')
    .option('--password-file <file>')
    .option('--passphrase-file <file>');
  return withKeyPassphraseFile(connection).optionsGroup('');
}

/** Where the screens are opened. */
export function withTheme(command: Command): Command {
  return command.option('--theme <theme>');
}

const themeOption = z.object({
  theme: z.enum(themeNames).optional(),
});

/** The theme asked for. */
export function readTheme(command: Command): ThemeName | undefined {
  return parseOptions(themeOption, command).theme;
}

/** An option that may be given several times. */
export function repeatable(flags: string): Option {
  return new Option(flags).argParser(collect);
}

export function isRepeatable({ parseArg }: Option): boolean {
  return parseArg === collect;
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** A port as typed. */
const portOption = refusedAs('port', portSchema);

/** The name of a profile as typed. */
export const profileOption = refusedAs('profile-name', profileNameSchema);

/** A SHA-256 fingerprint as typed. */
const fingerprintOption = refusedAs('fingerprint', z.string().regex(/^(?:[\da-f]{2}:?){32}$/i));

const commonOptions = z.object({
  home: z.string().optional(),
  lang: z.enum(languages).optional(),
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
  verbose: z.boolean().default(false),
});
export type CommonOptions = z.infer<typeof commonOptions>;

const serverOptions = z.object({
  profile: profileOption.optional(),
  /** Of `login`: the profile may be a new one. */
  remember: z.boolean().default(false),
  host: z.string().min(1).optional(),
  port: portOption.optional(),
  username: z.string().min(1).optional(),
  passwordFile: z.string().optional(),
  passphraseFile: z.string().optional(),
  keyPassphraseFile: z.string().optional(),
  acceptCertificate: fingerprintOption.optional(),
  recipient: z.array(z.string()).optional(),
  identity: z.array(z.string()).optional(),
});
export type ServerOptions = z.infer<typeof serverOptions>;

export function readCommonOptions(command: Command): CommonOptions {
  return parseOptions(commonOptions, command);
}

export function readServerOptions(command: Command): ServerOptions {
  return parseOptions(serverOptions, command);
}
