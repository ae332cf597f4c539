import type { Command } from '../command.ts';
import { elsewhere, everywhere, files, lists } from './contexts.ts';

/** On most screens, or on all. */
export const everywhereCommands: readonly Command[] = [
  {
    id: 'back',
    contexts: [...files, 'transfers', 'schedule', 'history', 'help', 'warnings'],
    keys: ['escape', 'q'],
    group: 'moving',
    footer: 2,
  },
  {
    id: 'help',
    contexts: ['archives', ...files, 'transfers', 'schedule', 'history', 'warnings'],
    keys: ['?'],
    group: 'everywhere',
    footer: 1,
  },
  { id: 'quit', contexts: ['archives'], keys: ['q'], group: 'everywhere', footer: 1 },
  { id: 'language', contexts: lists, keys: ['ctrl+g'], group: 'everywhere', footer: 10 },
  { id: 'language', contexts: elsewhere, keys: ['ctrl+g'] },
  { id: 'theme', contexts: everywhere, keys: ['ctrl+t'], group: 'everywhere' },
  { id: 'redraw', contexts: everywhere, keys: ['ctrl+l'], group: 'everywhere' },
  { id: 'suspend', contexts: everywhere, keys: ['ctrl+z'], group: 'everywhere' },
  { id: 'interrupt', contexts: everywhere, keys: ['ctrl+c'], group: 'everywhere' },
];
