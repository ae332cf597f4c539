import type { Argument, Command, Option } from 'commander';
import type { CommandHelp, Example, HelpHeading, HelpText } from '../../text/help/helpText.ts';
import { isRepeatable } from '../options.ts';
import { fullNameOf } from '../spokenCommand.ts';

/** What is told of a command, in one language: for the terminal, the manual page and completion alike. */
export interface CommandPage {
  /** With the name of the program. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly sections: readonly Section[];
  readonly examples: readonly Example[];
}

export interface Section {
  readonly heading: HelpHeading;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly term: string;
  readonly does: string;
}

/** In the order in which they are shown; those of the command itself first. */
const optionGroups = ['options', 'retention', 'connection', 'everywhere'] as const;
const commandGroups = ['commands', 'archives', 'schedule', 'server', 'program'] as const;

/** Puts together what a command declares and what the language says about it. */
export function commandPage(command: Command, text: HelpText): CommandPage {
  const { summary, description, examples } = helpOf(command, text);
  const sections: Section[] = [
    { heading: 'arguments', rows: command.registeredArguments.map((one) => argumentRow(one, command, text)) },
    ...commandGroups.map((heading) => ({
      heading,
      rows: visibleCommands(command)
        .filter((inner) => (inner.helpGroup() || 'commands') === heading)
        .map((inner) => ({ term: inner.name(), does: summaryWithCommands(inner, text) })),
    })),
    ...optionGroups.map((heading) => ({
      heading,
      rows: visibleOptions(command)
        .filter((option) => (option.helpGroupHeading || 'options') === heading)
        .map((option) => optionRow(option, command, text)),
    })),
  ];
  return {
    name: fullNameOf(command),
    usage: `${fullNameOf(command)} ${inWords(command.usage(), text)}`,
    summary,
    description,
    sections: sections.filter(({ rows }) => rows.length > 0),
    examples,
  };
}

/** What is said of a command; empty where nothing is, which a test finds. */
export function helpOf(command: Command, text: HelpText): CommandHelp {
  return text.commands[keyOf(command)] ?? { summary: '', examples: [] };
}

/** What is said of an option, besides what its declaration says already. */
export function optionSentence({ long, short }: Option, command: Command, text: HelpText): string {
  const flag = long ?? short ?? '';
  return helpOf(command, text).options?.[flag] ?? text.options[flag] ?? '';
}

export function argumentSentence(argument: Argument, command: Command, text: HelpText): string {
  const name = argument.name();
  return helpOf(command, text).arguments?.[name] ?? text.arguments[name] ?? '';
}

/** Under what a command is found in the texts: its words, or the name of the program for that itself. */
export function keyOf(command: Command): string {
  const name = fullNameOf(command);
  return command.parent === null ? name : name.slice(name.indexOf(' ') + 1);
}

export function visibleCommands(command: Command): Command[] {
  const shown = command.createHelp().visibleCommands(command);
  return shown.filter((inner) => command.commands.includes(inner));
}

/** With `--help`, which every command has. */
export function visibleOptions(command: Command): Option[] {
  const help = command.createOption('-h, --help').helpGroup('everywhere');
  return [...command.options.filter(({ hidden }) => !hidden), help];
}

function argumentRow(argument: Argument, command: Command, text: HelpText): Row {
  const { argChoices, defaultValue } = argument;
  return {
    term: text.placeholders[argument.name()] ?? '',
    does: withRemarks(
      argumentSentence(argument, command, text),
      [
        argChoices && text.choices(argChoices),
        defaultValue !== undefined && text.standard(String(defaultValue)),
      ],
      text,
    ),
  };
}

function optionRow(option: Option, command: Command, text: HelpText): Row {
  const { flags, argChoices, defaultValue, mandatory } = option;
  return {
    term: inWords(flags, text),
    does: withRemarks(
      optionSentence(option, command, text),
      [
        mandatory && text.required,
        isRepeatable(option) && text.repeatable,
        argChoices && text.choices(argChoices),
        defaultValue !== undefined && text.standard(String(defaultValue)),
      ],
      text,
    ),
  };
}

function withRemarks(
  sentence: string,
  remarks: readonly (string | false | undefined)[],
  { separator }: HelpText,
): string {
  const said = remarks.filter((remark) => remark).join(separator);
  if (said === '') return sentence;
  // One pair of brackets is enough.
  return sentence.endsWith(')') ? `${sentence.slice(0, -1)}${separator}${said})` : `${sentence} (${said})`;
}

function summaryWithCommands(command: Command, text: HelpText): string {
  const { summary } = helpOf(command, text);
  const inner = visibleCommands(command).map((one) => one.name());
  return inner.length === 0 ? summary : `${summary} (${inner.join(', ')})`;
}

/** Names between brackets in the language of the reader. */
function inWords(usage: string, text: HelpText): string {
  return usage.replaceAll(
    /([<[])([\w-]+)/g,
    (_all, bracket: string, name: string) => `${bracket}${text.placeholders[name] ?? ''}`,
  );
}
