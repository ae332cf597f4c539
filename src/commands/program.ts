import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { ExitCode } from '../common/errors.ts';
import { loadConfig } from '../config/config.ts';
import type { Language } from '../text/language.ts';
import { chooseTheme, type ThemeName } from '../text/themeName.ts';
import { addCertsCommand } from './certs.ts';
import { addCompletionCommand } from './completion.ts';
import { runCommand } from './context.ts';
import { addDeleteCommand } from './delete.ts';
import { addDemoCommand } from './demo.ts';
import { addDownloadCommand } from './download.ts';
import { addListCommand } from './list.ts';
import { addLoginCommand } from './login.ts';
import { addOpenCommand } from './open.ts';
import { readServerOptions, readTheme, withServerOptions, withTheme } from './options.ts';
import { addPruneCommand } from './prune.ts';
import { addRewrapCommand } from './rewrap.ts';
import { addScheduleCommand } from './schedule.ts';
import { addSealCommand } from './seal.ts';
import { addServeCommand } from './serve.ts';
import { addShowCommand } from './show.ts';
import { addTransfersCommand } from './transfers.ts';
import { addUploadCommand } from './upload.ts';
import { addUsersCommand } from './users.ts';
import { addVerifyCommand } from './verify.ts';

/** Opens the screens; given by the door, because commands know nothing of them. */
export type OpenScreens = (options: {
  readonly home: string;
  readonly language: Language;
  readonly theme: ThemeName;
  readonly login: {
    readonly host: string;
    readonly port: string;
    readonly username: string;
    readonly password: string;
    readonly remember: boolean;
  };
}) => Promise<ExitCode>;

/** The program with all its commands. */
export function createProgram(openScreens: OpenScreens): Command {
  const program = withTheme(withServerOptions(new Command('secure-client')))
    .description('Keep files safe on a server you do not have to trust.')
    .version(packageJson.version, '--version')
    .enablePositionalOptions()
    .showHelpAfterError('(--help shows the options and an example)')
    .exitOverride()
    .action((_options, command: Command) =>
      runCommand(command, async ({ home, language }) => {
        const options = readServerOptions(command);
        const config = await loadConfig(home);
        return openScreens({
          home,
          language:
            command.opts<{ lang?: string }>().lang === undefined ? (config.language ?? language) : language,
          theme: chooseTheme(readTheme(command), config.theme, process.env),
          login: {
            host: options.host ?? config.host ?? '',
            port: String(options.port ?? config.port ?? ''),
            username: options.username ?? config.username ?? '',
            password: config.password ?? '',
            remember: config.host !== undefined,
          },
        });
      }),
    )
    .addHelpText('after', '\nWithout a command it opens the screens. Try it at once: secure-client demo');

  addDemoCommand(program, openScreens);
  addLoginCommand(program);
  addListCommand(program);
  addUploadCommand(program);
  addDownloadCommand(program);
  addShowCommand(program);
  addVerifyCommand(program);
  addScheduleCommand(program);
  addDeleteCommand(program);
  addPruneCommand(program);
  addTransfersCommand(program);
  addSealCommand(program);
  addOpenCommand(program);
  addRewrapCommand(program);
  addCertsCommand(program);
  addServeCommand(program);
  addUsersCommand(program);
  addCompletionCommand(program);
  return program;
}

/** Reads argv and runs one command, or the screens. Sets the exit code. */
export async function runProgram(argv: readonly string[], openScreens: OpenScreens): Promise<void> {
  try {
    await createProgram(openScreens).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
}
