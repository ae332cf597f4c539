import type { Command } from 'commander';
import { z } from 'zod';
import { portSchema, profileNameSchema } from '../config/profiles.ts';
import { languages } from '../text/language.ts';
import { type ThemeName, themeNames } from '../text/themeName.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { withKeyPassphraseFile } from './keyPassphrase.ts';

/** Options of every command. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--home <dir>', 'folder of the configuration, the certificates and the state')
    .option('--lang <language>', 'language of the messages: en or fr')
    .option('--json', 'print exactly one JSON document on stdout')
    .option('-q, --quiet', 'print nothing but errors')
    .option('--verbose', 'print the stack of an error');
}

/** Options of every command that talks to a server; what is missing comes from what was remembered. */
export function withServerOptions(command: Command): Command {
  const common = withKeyPassphraseFile(withCommonOptions(command));
  return common
    .option('--profile <name>', 'remembered server of that name, for what is not given')
    .option('--host <host>', 'name or address of the server')
    .option('--port <port>', 'port of the server')
    .option('--username <name>', 'name of the account')
    .option(
      '--password-file <file>',
      'file that holds the password (else $SECURE_CLIENT_PASSWORD, else a prompt)',
    )
    .option('--passphrase-file <file>', 'file that holds the passphrase, where it is not the password');
}

/** Where the screens are opened. */
export function withTheme(command: Command): Command {
  return command.option('--theme <name>', `colours of the screens: ${themeNames.join(', ')}`);
}

const themeOption = z.object({
  theme: z.enum(themeNames).optional(),
});

/** The theme asked for. */
export function readTheme(command: Command): ThemeName | undefined {
  return parseOptions(themeOption, command).theme;
}

/** For options that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): string[] {
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
