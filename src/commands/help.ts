import { HelpWanted } from './help/showHelp.ts';
import type { SpokenCommand } from './spokenCommand.ts';

/** `help schedule add` is `schedule add --help`. */
export function addHelpCommand(program: SpokenCommand): void {
  program
    .command('help')
    .optionsGroup('everywhere')
    .option('--lang <language>')
    .argument('[command...]')
    .action((words: readonly string[]) => {
      throw new HelpWanted(program.named(words), false);
    });
}
