import { type Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { ExitCode, UserError } from '../common/errors.ts';
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
import { addCertsCommand } from './certs.ts';
import { addCompletionCommand } from './completion.ts';
import { addConfigCommand } from './config.ts';
import { runCommand } from './context.ts';
import { addDeleteCommand } from './delete.ts';
import { addDemoCommand, runDemo } from './demo.ts';
import { addDoctorCommand } from './doctor.ts';
import { addDownloadCommand } from './download.ts';
import { HelpWanted, showHelp } from './help/showHelp.ts';
import { addHelpCommand } from './help.ts';
import { addListCommand } from './list.ts';
import { addLoginCommand } from './login.ts';
import { addOpenCommand } from './open.ts';
import { readServerOptions, readTheme, type ServerOptions, withServerOptions, withTheme } from './options.ts';
import { mannerOf, printError } from './printError.ts';
import { addPruneCommand } from './prune.ts';
import { addRewrapCommand } from './rewrap.ts';
import { addScheduleCommand } from './schedule.ts';
import { addSealCommand } from './seal.ts';
import { givenSecret } from './secrets.ts';
import { addServeCommand } from './serve.ts';
import { addShowCommand } from './show.ts';
import { Misunderstanding, SpokenCommand } from './spokenCommand.ts';
import { addTransfersCommand } from './transfers.ts';
import { addUploadCommand } from './upload.ts';
import { addUsersCommand } from './users.ts';
import { addVerifyCommand } from './verify.ts';

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

/** The program with all its commands. */
export function createProgram(openScreens: OpenScreens): Command {
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
        return runDemo(context, openScreens, false);
      }),
    );

  program.commandsGroup('archives');
  addLoginCommand(program);
  addListCommand(program);
  addShowCommand(program);
  addUploadCommand(program);
  addDownloadCommand(program);
  addVerifyCommand(program);
  addRewrapCommand(program);
  addDeleteCommand(program);
  addPruneCommand(program);
  addTransfersCommand(program);
  addSealCommand(program);
  addOpenCommand(program);

  program.commandsGroup('schedule');
  addScheduleCommand(program);

  program.commandsGroup('server');
  addCertsCommand(program);
  addServeCommand(program);
  addUsersCommand(program);

  program.commandsGroup('program');
  addDemoCommand(program, openScreens);
  addConfigCommand(program);
  addDoctorCommand(program);
  addCompletionCommand(program);
  addHelpCommand(program);
  return program;
}

/** Reads argv and runs one command, or the screens. Sets the exit code. */
export async function runProgram(argv: readonly string[], openScreens: OpenScreens): Promise<void> {
  try {
    await createProgram(openScreens).parseAsync(argv);
  } catch (error) {
    if (error instanceof HelpWanted) {
      process.exitCode = await showHelp(error, mannerOf(argv).language);
      return;
    }
    if (error instanceof Misunderstanding) {
      return printError(new UserError('usage', error.usage), { ...mannerOf(argv), command: error.command });
    }
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
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
