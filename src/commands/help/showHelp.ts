import type { Command } from 'commander';
import { ExitCode } from '../../common/errors.ts';
import { loadHelpText } from '../../text/help/helpText.ts';
import type { Language } from '../../text/language.ts';
import { commandPage } from './commandPage.ts';
import { formatPage, formatSurroundings } from './formatPage.ts';

/** Longer lines are hard to read. */
const widest = 100;

/** Thrown where the help of a command is to be shown: its sentences are loaded only then. */
export class HelpWanted extends Error {
  readonly command: Command;
  /** The command cannot run without more words. */
  readonly isMistake: boolean;

  constructor(command: Command, isMistake: boolean) {
    super('help');
    this.command = command;
    this.isMistake = isMistake;
  }
}

/** Shows the help that was wanted. */
export async function showHelp({ command, isMistake }: HelpWanted, language: Language): Promise<ExitCode> {
  const stream = isMistake ? process.stderr : process.stdout;
  const width = Math.min(stream.columns ?? 80, widest);
  stream.write(`${await helpText(command, language, width)}\n`);
  return isMistake ? ExitCode.usage : ExitCode.done;
}

/** The help of a command. @param width columns */
export async function helpText(command: Command, language: Language, width: number): Promise<string> {
  const text = await loadHelpText(language);
  const page = formatPage(commandPage(command, text), text, width);
  return command.parent === null ? `${page}\n\n${formatSurroundings(text, width)}` : page;
}
