import type { Language } from '../../text/language.ts';
import { vocabularyOf } from '../../text/screens.ts';
import type { HelpGroup, ScreensText } from '../../text/screensText.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { describeCommand } from './lookup.ts';

/** One row of the help: a heading, an empty row, or a command. */
export type HelpRow =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'gap' }
  | { readonly kind: 'command'; readonly keys: string; readonly description: string };

const order: readonly Exclude<HelpGroup, 'shell'>[] = [
  'archives',
  'moving',
  'transfers',
  'picker',
  'schedule',
  'login',
  'everywhere',
];

/** All commands by group, as the help screen and docs/keys.md show them. */
export function helpRows(language: Language): readonly HelpRow[] {
  return rows[language];
}

function makeRows(language: Language): readonly HelpRow[] {
  const { text } = vocabularyOf(language);
  const groups = order.map((group): HelpRow[] => [
    { kind: 'heading', text: text.help.groups[group] },
    ...commands.filter((command) => command.group === group).map((command) => row(command, text)),
  ]);
  const shell: HelpRow[] = [
    { kind: 'heading', text: text.help.groups.shell },
    ...commands.flatMap((command) => shellRow(command, text)),
  ];
  return [...groups, shell].flatMap((group, index) => (index === 0 ? group : [{ kind: 'gap' }, ...group]));
}

function row(command: Command, text: ScreensText): HelpRow {
  const { keys, description } = describeCommand(command, text);
  return { kind: 'command', keys: keys.join(', '), description };
}

/** The command line that does what the key does. */
function shellRow(command: Command, text: ScreensText): HelpRow[] {
  if (command.shell === undefined) return [];
  const [key = ''] = describeCommand(command, text).keys;
  return [{ kind: 'command', keys: key, description: `secure-client ${command.shell}` }];
}

const rows: Readonly<Record<Language, readonly HelpRow[]>> = { en: makeRows('en'), fr: makeRows('fr') };
