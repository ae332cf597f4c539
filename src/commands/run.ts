import { type Command, CommanderError } from 'commander';
import { ExitCode, UserError } from '../common/errors.ts';
import { visibleCommands } from './help/commandPage.ts';
import { HelpWanted, showHelp } from './help/showHelp.ts';
import { mannerOf, printError } from './printError.ts';
import { createScreensCommand, type OpenScreens } from './screens.ts';
import { fullNameOf, Misunderstanding } from './spokenCommand.ts';

/** Reads argv and runs one command, or the screens. Sets the exit code. */
export async function runProgram(argv: readonly string[], openScreens: OpenScreens): Promise<void> {
  try {
    const program = await programFor(argv, openScreens);
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof HelpWanted) {
      const manner = mannerOf(argv);
      if (manner.json && error.isMistake) return refuseWithoutCommand(error.command, manner);
      process.exitCode = await showHelp(error, manner.language);
      return;
    }
    if (error instanceof Misunderstanding) {
      return printError(new UserError('usage', error.usage), { ...mannerOf(argv), command: error.command });
    }
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
}

/** Help is no JSON document. */
function refuseWithoutCommand(command: Command, manner: ReturnType<typeof mannerOf>): void {
  const commands = visibleCommands(command).map((inner) => inner.name());
  const refused = new UserError('usage', { problem: 'missing-command', commands });
  printError(refused, { ...manner, command: fullNameOf(command) });
}

/** Where nothing but options of the screens is asked for, they do not wait for the commands to be loaded. */
async function programFor(argv: readonly string[], openScreens: OpenScreens): Promise<Command> {
  const screens = createScreensCommand(openScreens);
  const { operands, unknown } = screens.parseOptions(argv.slice(2));
  if (operands.length === 0 && unknown.length === 0) return screens;
  const { createProgram } = await import('./program.ts');
  return createProgram(openScreens);
}
