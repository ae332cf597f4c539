import { canClose, hasFiles, isFrench } from '../availability.ts';
import type { Command } from '../command.ts';
import { dialogs, entry, files } from './contexts.ts';

/** In filters, menus, questions and the fields that lie over a screen. */
export const dialogCommands: readonly Command[] = [
  {
    id: 'filter',
    contexts: ['archives', ...files],
    keys: ['/'],
    group: 'moving',
    footer: 6,
    isAvailable: hasFiles,
  },
  { id: 'accept-filter', contexts: ['filter'], keys: ['enter', 'tab'], footer: 1 },
  { id: 'drop-filter', contexts: ['filter'], keys: ['escape'], footer: 2 },
  { id: 'choose-item', contexts: ['menu', 'question', 'profiles'], keys: ['enter', 'space'], footer: 1 },
  { id: 'yes', contexts: ['question'], keys: ['y'] },
  {
    id: 'yes',
    contexts: ['question'],
    keys: ['o'],
    isAvailable: isFrench,
  },
  { id: 'no', contexts: ['question'], keys: ['n'] },
  { id: 'accept-destination', contexts: ['destination'], keys: ['enter'], footer: 1 },
  { id: 'accept-upload', contexts: ['upload'], keys: ['enter'], footer: 1 },
  {
    id: 'close',
    contexts: [...dialogs, 'destination', 'upload', 'form', ...entry],
    keys: ['escape'],
    footer: 2,
    isAvailable: canClose,
  },
];
