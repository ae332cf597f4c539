import type { Argument, Command, Option } from 'commander';
import type { HelpText } from '../../text/help/helpText.ts';
import { helpOf, optionSentence, visibleCommands, visibleOptions } from '../help/commandPage.ts';

/** What could stand where the cursor is. */
export type Completion =
  | { readonly kind: 'values'; readonly values: readonly Candidate[] }
  /** The shell itself knows files and folders best; archives are on the server. */
  | { readonly kind: 'files' | 'folders' | 'archives' };

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

const nothing: Completion = { kind: 'values', values: [] };

/** Placeholders of the help that stand for something that can be completed. */
const kinds: Readonly<Record<string, 'files' | 'folders' | 'archives'>> = {
  path: 'files',
  file: 'files',
  dir: 'folders',
  archive: 'archives',
};

/**
 * Finds out what could be typed next.
 *
 * @param text tells what each candidate does
 * @param words before the one with the cursor, without the name of the program
 * @param current the word with the cursor, as far as it is typed
 */
export function complete(
  program: Command,
  text: HelpText,
  words: readonly string[],
  current: string,
): Completion {
  const { command, pending, operands } = follow(program, words);
  if (pending !== undefined) return matching(valuesOf(pending), current);
  const assigned = /^(--[^=]+)=/.exec(current);
  if (assigned?.[1] !== undefined) {
    const option = command.options.find(({ long }) => long === assigned[1]);
    if (option === undefined || !takesValue(option)) return nothing;
    return matching(prefixed(valuesOf(option), `${assigned[1]}=`), current);
  }
  if (current.startsWith('-')) return matching(optionsOf(command, text), current);
  if (command.commands.length > 0) return matching(commandsOf(command, text), current);
  const argument = command.registeredArguments[operands] ?? repeated(command);
  return argument === undefined ? nothing : matching(valuesOf(argument), current);
}

interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly pending: Option | undefined;
  /** How many arguments stand before. */
  readonly operands: number;
}

function follow(program: Command, words: readonly string[]): Place {
  let command = program;
  let pending: Option | undefined;
  let operands = 0;
  for (const word of words) {
    if (pending !== undefined) {
      pending = undefined;
    } else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      if (option !== undefined && takesValue(option)) pending = option;
    } else {
      const inner = command.commands.find((candidate) => candidate.name() === word);
      if (inner === undefined) operands += 1;
      else command = inner;
    }
  }
  return { command, pending, operands };
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function repeated(command: Command): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return last?.variadic ? last : undefined;
}

function valuesOf(wanted: Option | Argument): Completion {
  if (wanted.argChoices !== undefined)
    return { kind: 'values', values: wanted.argChoices.map((value) => ({ value, description: '' })) };
  const placeholder = 'flags' in wanted ? /<([a-z-]+)>/.exec(wanted.flags)?.[1] : wanted.name();
  const kind = kinds[placeholder ?? ''];
  return kind === undefined ? nothing : { kind };
}

function optionsOf(command: Command, text: HelpText): Completion {
  const values = visibleOptions(command).map((option) => ({
    value: option.long ?? option.short ?? '',
    description: optionSentence(option, command, text),
  }));
  return { kind: 'values', values };
}

function commandsOf(command: Command, text: HelpText): Completion {
  const values = visibleCommands(command).map((inner) => ({
    value: inner.name(),
    description: helpOf(inner, text).summary,
  }));
  return { kind: 'values', values };
}

function prefixed(completion: Completion, prefix: string): Completion {
  if (completion.kind !== 'values') return completion;
  const values = completion.values.map((candidate) => ({ ...candidate, value: prefix + candidate.value }));
  return { kind: 'values', values };
}

function matching(completion: Completion, current: string): Completion {
  if (completion.kind !== 'values') return completion;
  return { kind: 'values', values: completion.values.filter(({ value }) => value.startsWith(current)) };
}
