import { type Command, CommanderError } from 'commander';
import { HelpWanted } from '../../../src/commands/help/showHelp.ts';
import type { Document } from './markdown.ts';

/** A command in the middle of a sentence or in a table, one for each form that its brackets allow. */
export interface InlineCommand {
  readonly document: string;
  readonly line: number;
  readonly words: readonly string[];
}

/** All inline code that begins with the program, or with one of its commands and something behind it. */
export function inlineCommandsOf({ name, prose }: Document, program: Command): InlineCommand[] {
  const commands = new Set(program.commands.map((command) => command.name()));
  const found: InlineCommand[] = [];
  // Inline code may be broken over two lines; the first one counts.
  for (const match of prose.join('\n').matchAll(/(?<!`)`([^`]+)`(?!`)/g)) {
    const line = prose.join('\n').slice(0, match.index).split('\n').length;
    const code = (match[1] ?? '').replaceAll(/\s+/g, ' ').replaceAll('\\|', '|');
    const isProgram = /^secure-client( |$)/.test(code);
    const text = code.replace(/^secure-client ?/, '');
    const [first = '', second] = text.split(' ');
    if (!isProgram && (!commands.has(first) || second === undefined)) continue;
    for (const form of formsOf(text)) found.push({ document: name, line, words: wordsOf(form) });
  }
  return found;
}

/** `a [--b|--c X]…`: `a`, `a --b` and `a --c X`. */
function formsOf(text: string): string[] {
  const plain = text.replaceAll(/\[[^\]]*\]…?/g, '').trim();
  const optional = [...text.matchAll(/\[([^\]]*)\]/g)].flatMap(([, inside = '']) => alternativesOf(inside));
  return [...alternativesOf(plain), ...optional.map((option) => `${plain} ${option}`)];
}

/** `--a|--b X`: both; `--a x|y` and `bash|zsh`: each of the words. */
function alternativesOf(text: string): string[] {
  const choice = /\S+\|\S+/.exec(text)?.[0];
  if (choice === undefined) return [text];
  if (text.includes('|--')) return text.split('|');
  return choice.split('|').map((word) => text.replace(choice, word));
}

/** As a shell would split it; `…` says that more may follow. */
function wordsOf(text: string): string[] {
  const words = text.replaceAll('…', '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replaceAll(/^(['"])(.*)\1$/g, '$2')).filter((word) => word !== '');
}

/** A sentence may leave out what does not matter to it: `upload --mode` needs no path. */
const leftOut = new Set([
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
  'commander.version',
]);

/** Parses as the program does, and does nothing. @throws {CommanderError} where it has no such command or option */
export async function parseOnly(program: Command, words: readonly string[]): Promise<void> {
  silence(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof HelpWanted) return;
    if (!(error instanceof CommanderError) || !leftOut.has(error.code)) throw error;
  }
}

function silence(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeOut() {}, writeErr() {} })
    .action(() => {});
  for (const below of command.commands) silence(below);
}
