import type { Command } from 'commander';
import { HelpWanted } from './help/showHelp.ts';

/** `help schedule add` is `schedule add --help`. Of a command that is not there, the help of what it would be in. */
export function addHelpCommand(program: Command): void {
  program
    .command('help')
    .optionsGroup('everywhere')
    .option('--lang <language>')
    .argument('[command...]')
    .action((words: readonly string[]) => {
      let found = program;
      for (const word of words) {
        const inner = found.commands.find((command) => command.name() === word);
        if (inner === undefined) throw new HelpWanted(found, true);
        found = inner;
      }
      throw new HelpWanted(found, false);
    });
}
