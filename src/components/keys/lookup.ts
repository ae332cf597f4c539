import type { Reason, ScreensText } from '../../text/screensText.ts';
import type { State } from '../state/model.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import type { Context } from './context.ts';

/** The actions of the menu, in its order. */
export const menuCommands = [
  'upload',
  'schedule',
  'download',
  'browse',
  'verify',
  'delete',
  'transfers',
  'refresh',
  'language',
  'theme',
  'help',
  'quit',
] as const;

export function availability(command: Command, state: State): true | Reason {
  return command.isAvailable?.(state) ?? true;
}

/** The commands of a context that can be used now, in the order of the table. */
export function availableCommands(context: Context, state: State): readonly Command[] {
  return commands.filter(
    (command) => command.contexts.includes(context) && availability(command, state) === true,
  );
}

/** Everything a list of commands shows of one. */
export function describeCommand({ id, keys }: Command, text: ScreensText) {
  return { keys: keys.map((key) => keyLabel(key, text)), ...text.commands[id] };
}

/** A key as it is printed on the keyboard. */
export function keyLabel(key: string, text: ScreensText): string {
  if (Object.hasOwn(text.keys, key)) return text.keys[key as keyof ScreensText['keys']];
  return key.startsWith('ctrl+') ? `Ctrl+${key.slice('ctrl+'.length).toUpperCase()}` : key;
}
