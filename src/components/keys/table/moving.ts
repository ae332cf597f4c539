import { canCopy } from '../availability.ts';
import type { Command } from '../command.ts';
import { files, filtering, lists } from './contexts.ts';

/** In every list. */
export const movingCommands: readonly Command[] = [
  { id: 'up', contexts: lists, keys: ['up', 'k'], group: 'moving' },
  { id: 'up', contexts: ['filter', 'upload'], keys: ['up'] },
  { id: 'down', contexts: lists, keys: ['down', 'j'], group: 'moving' },
  { id: 'down', contexts: ['filter', 'upload'], keys: ['down'] },
  { id: 'page-up', contexts: filtering, keys: ['pageup'], group: 'moving' },
  { id: 'page-down', contexts: filtering, keys: ['pagedown'], group: 'moving' },
  { id: 'first', contexts: lists, keys: ['home', 'g'], group: 'moving' },
  { id: 'last', contexts: lists, keys: ['end', 'G'], group: 'moving' },

  {
    id: 'copy',
    contexts: ['archives', ...files, 'schedule'],
    keys: ['y'],
    group: 'moving',
    isAvailable: canCopy,
  },
  {
    id: 'copy-command',
    contexts: ['archives', ...files, 'schedule'],
    keys: ['Y'],
    group: 'moving',
    isAvailable: canCopy,
  },
];
