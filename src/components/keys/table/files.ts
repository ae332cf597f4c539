import { choosesWithEnter, hasChoice, hasEntry, hasFiles, hasFolder, hasUpload } from '../availability.ts';
import type { Command } from '../command.ts';
import { files } from './contexts.ts';

/** In the file picker, and inside an archive, where the same keys do the same. */
export const filesCommands: readonly Command[] = [
  { id: 'restore', contexts: ['browse'], keys: ['enter'], footer: 1, isAvailable: choosesWithEnter },
  {
    id: 'restore',
    contexts: ['browse'],
    keys: ['d'],
    group: 'picker',
    footer: 3,
    isAvailable: hasChoice,
    shell: 'download NAME --only PATH…',
  },

  { id: 'choose', contexts: ['picker'], keys: ['enter'], footer: 1, isAvailable: choosesWithEnter },
  {
    id: 'open',
    contexts: files,
    keys: ['enter', 'right', 'l'],
    group: 'picker',
    footer: 1,
    isAvailable: hasFolder,
  },
  { id: 'mark', contexts: files, keys: ['space'], group: 'picker', footer: 2, isAvailable: hasEntry },
  { id: 'choose', contexts: ['picker'], keys: ['c'], group: 'picker', footer: 3, isAvailable: hasChoice },
  { id: 'label', contexts: ['picker'], keys: ['n'], group: 'picker', footer: 9, isAvailable: hasUpload },
  {
    id: 'parent-folder',
    contexts: files,
    keys: ['left', 'h', 'backspace'],
    group: 'picker',
    footer: 5,
    isAvailable: hasFiles,
  },
  { id: 'home-folder', contexts: ['picker'], keys: ['~'], group: 'picker', footer: 8 },
  { id: 'sort-files', contexts: files, keys: ['o'], group: 'picker', footer: 8, isAvailable: hasFiles },
  { id: 'show-hidden', contexts: ['picker'], keys: ['.'], group: 'picker', footer: 7 },
];
