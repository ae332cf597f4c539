import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { ExitCode } from '../common/errors.ts';
import { type Config, loadConfig } from '../config/config.ts';
import {
  modeOfProfile,
  oldPasswordOf,
  type Profile,
  profileNames,
  profileOf,
  type SavedProfile,
  savedProfiles,
} from '../config/profiles.ts';
import type { Language } from '../text/language.ts';
import { chooseTheme, type ThemeName } from '../text/themeName.ts';
import { runCommand } from './context.ts';
import { HelpWanted } from './help/showHelp.ts';
import { readServerOptions, readTheme, type ServerOptions, withServerOptions, withTheme } from './options.ts';
import { givenSecret } from './secrets.ts';
import { SpokenCommand } from './spokenCommand.ts';

/** Opens the screens; given by the door, because commands know nothing of them. */
export type OpenScreens = (options: {
  readonly home: string;
  readonly language: Language;
  readonly theme: ThemeName;
  /** Of our private key, where it was given. */
  readonly keyPassphrase?: string | undefined;
  readonly login: {
    readonly host: string;
    readonly port: string;
    readonly username: string;
    readonly password: string;
    readonly remember: boolean;
    /** Which of the profiles that is; null for the one without a name. */
    readonly profile?: string | null;
    readonly profiles?: readonly SavedProfile[];
    readonly mode?: Profile['mode'];
  };
}) => Promise<{
  readonly exitCode: ExitCode;
  /** What the user wants to see instead. */
  readonly next: 'demo' | null;
}>;

/** The program without a command, which opens the screens. */
export function createScreensCommand(openScreens: OpenScreens): SpokenCommand {
  const program = new SpokenCommand('secure-client');
  withTheme(withServerOptions(program))
    .version(packageJson.version, '--version')
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText('beforeAll', ({ command, error }) => {
      throw new HelpWanted(command, error);
    })
    .action((_options, command: Command) =>
      runCommand(command, async (context) => {
        const { home, language, output } = context;
        const options = readServerOptions(command);
        const config = await loadConfig(home);
        const { exitCode, next } = await openScreens({
          home,
          language:
            command.opts<{ lang?: string }>().lang === undefined ? (config.language ?? language) : language,
          theme: chooseTheme(readTheme(command), config.theme, process.env),
          login: loginDefaults(options, config),
          keyPassphrase: await givenSecret(output, 'keyPassphrase', options.keyPassphraseFile),
        });
        if (next !== 'demo') return exitCode;
        output.note(output.text.demoComing);
        const { runDemo } = await import('./demo.ts');
        return runDemo(context, openScreens, false);
      }),
    );
  return program;
}

/** What the login form starts with: the options, and for what they leave out, a profile. @throws {UserError} `profile-unknown` */
function loginDefaults(options: ServerOptions, config: Config): Parameters<OpenScreens>[0]['login'] {
  // Where there are only profiles with names, the first of them is a better start than an empty form.
  const isUnnamed = config.host !== undefined || options.host !== undefined;
  const profile = options.profile ?? (isUnnamed ? undefined : profileNames(config)[0]);
  const known = profileOf(config, profile);
  const { host = known.host, port = known.port, username = known.username } = options;
  return {
    host: host ?? '',
    port: String(port ?? ''),
    username: username ?? '',
    password: oldPasswordOf(config, { host, port, username }) ?? '',
    remember: known.host !== undefined,
    profile: profile ?? null,
    profiles: savedProfiles(config),
    mode: modeOfProfile(config, profile),
  };
}
