import type { Argument, Command, Option } from 'commander';
import type { HelpText } from '../../text/help/helpText.ts';
import { languages } from '../../text/language.ts';
import { themeNames } from '../../text/themeName.ts';
import { helpOf, optionSentence, visibleCommands, visibleOptions } from '../help/commandPage.ts';

/** What could stand where the cursor is. */
export type Completion =
  | { readonly kind: 'values'; readonly values: readonly Candidate[] }
  /** The shell itself knows them best. */
  | { readonly kind: 'files' | 'folders' };

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What is not known from the program alone. */
export interface Sources {
  /** On the server. */
  archives(): Promise<Completion>;
  profiles(): Promise<Completion>;
  /** Of settings; of those of a profile where one is given. */
  keys(profile: string | undefined): Promise<Completion>;
  /** What a setting takes. */
  values(key: string, profile: string | undefined): Promise<Completion>;
}

const nothing = bare([]);

/**
 * Finds out what could be typed next.
 *
 * @param text tells what each candidate does
 * @param sources are asked only for what could stand there
 * @param words before the one with the cursor, without the name of the program
 * @param current the word with the cursor, as far as it is typed
 */
export async function complete(
  program: Command,
  text: HelpText,
  sources: Sources,
  words: readonly string[],
  current: string,
): Promise<Completion> {
  const [first, ...rest] = words;
  if (first === 'help') return matching(commandsOf(follow(program, rest).command, text), current);
  const place = follow(program, words);
  const { command, pending, operands } = place;
  if (pending !== undefined) return matching(await valuesOf(pending, place, sources), current);
  const assigned = /^(--[^=]+)=/.exec(current);
  if (assigned?.[1] !== undefined) {
    const option = command.options.find(({ long }) => long === assigned[1]);
    if (option === undefined || !takesValue(option)) return nothing;
    return matching(prefixed(await valuesOf(option, place, sources), `${assigned[1]}=`), current);
  }
  if (current.startsWith('-')) return matching(optionsOf(command, text), current);
  if (command.commands.length > 0) return matching(commandsOf(command, text), current);
  const argument = command.registeredArguments[operands.length] ?? repeated(command);
  return argument === undefined ? nothing : matching(await valuesOf(argument, place, sources), current);
}

interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly pending: Option | undefined;
  /** The arguments that stand before. */
  readonly operands: readonly string[];
  readonly profile: string | undefined;
}

function follow(program: Command, words: readonly string[]): Place {
  let command = program;
  let pending: Option | undefined;
  let profile: string | undefined;
  const operands: string[] = [];
  for (const word of words) {
    if (pending !== undefined) {
      if (pending.long === '--profile') profile = word;
      pending = undefined;
    } else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      if (option !== undefined && takesValue(option)) pending = option;
    } else {
      const inner = command.commands.find((candidate) => candidate.name() === word);
      if (inner === undefined) operands.push(word);
      else command = inner;
    }
  }
  return { command, pending, operands, profile };
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function repeated(command: Command): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return last?.variadic ? last : undefined;
}

/** Of what is called so that its values can be completed. */
async function valuesOf(
  wanted: Option | Argument,
  { operands, profile }: Place,
  sources: Sources,
): Promise<Completion> {
  if (wanted.argChoices !== undefined) return bare(wanted.argChoices);
  const isOption = 'flags' in wanted;
  const placeholder = isOption ? /<([a-z-]+)>/.exec(wanted.flags)?.[1] : wanted.name();
  switch (placeholder) {
    case 'path':
    case 'file':
      return { kind: 'files' };
    case 'dir':
      return { kind: 'folders' };
    case 'archive':
      return sources.archives();
    case 'profile':
      return sources.profiles();
    case 'language':
      return bare(languages);
    case 'theme':
      return bare(themeNames);
    case 'key':
      // That of an option is a recipient's.
      return isOption ? nothing : sources.keys(profile);
    case 'value':
      return sources.values(operands.at(-1) ?? '', profile);
    default:
      return nothing;
  }
}

/** Values that speak for themselves. */
export function bare(values: readonly string[]): Completion {
  return { kind: 'values', values: values.map((value) => ({ value, description: '' })) };
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
