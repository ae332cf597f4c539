import {
  canClose,
  canSubmit,
  choosesWithEnter,
  hasArchive,
  hasChoice,
  hasEntry,
  hasFiles,
  hasFilter,
  hasFolder,
  hasScheduledPath,
  hasStatus,
  hasTransfer,
  hasUpload,
  hasWarnings,
  isFrench,
} from './availability.ts';
import type { Command } from './command.ts';
import type { Context } from './context.ts';

const files: readonly Context[] = ['picker', 'browse'];
const lists: readonly Context[] = ['archives', 'menu', 'question', ...files, 'schedule', 'help', 'warnings'];
const filtering: readonly Context[] = [...lists, 'filter'];
const login: readonly Context[] = ['login-field', 'login-checkbox', 'login-button'];
/** Where there are no lists: fields, and moments in which nothing else works. */
const elsewhere: readonly Context[] = [...login, 'filter', 'connecting', 'destination', 'upload', 'nothing'];
const everywhere: readonly Context[] = [...lists, ...elsewhere];

/**
 * All commands. Footer, help, action menu and the key table of the README come from this table. Where a key has
 * several in one context, the first available one is meant.
 */
export const commands: readonly Command[] = [
  // archives
  {
    id: 'browse',
    contexts: ['archives'],
    keys: ['enter', 'right', 'l'],
    group: 'archives',
    footer: 1,
    isAvailable: hasArchive,
    shell: 'show NAME',
  },
  { id: 'menu', contexts: ['archives'], keys: ['m'], group: 'archives', footer: 3 },
  { id: 'menu', contexts: ['archives'], keys: ['enter'] },
  { id: 'upload', contexts: ['archives'], keys: ['u'], group: 'archives', footer: 2, shell: 'upload PATH…' },
  {
    id: 'schedule',
    contexts: ['archives'],
    keys: ['s'],
    group: 'archives',
    footer: 5,
    shell: 'schedule list',
  },
  {
    id: 'download',
    contexts: ['archives'],
    keys: ['d'],
    group: 'archives',
    footer: 3,
    isAvailable: hasArchive,
    shell: 'download NAME --to DIR',
  },
  { id: 'refresh', contexts: ['archives'], keys: ['r'], group: 'archives', footer: 9, shell: 'list' },
  {
    id: 'clear-filter',
    contexts: ['archives', ...files],
    keys: ['escape'],
    footer: 2,
    isAvailable: hasFilter,
  },
  {
    id: 'cancel-transfer',
    contexts: ['archives'],
    keys: ['x', 'escape'],
    group: 'archives',
    footer: 2,
    isAvailable: hasTransfer,
  },
  {
    id: 'warnings',
    contexts: ['archives'],
    keys: ['w'],
    group: 'archives',
    footer: 2,
    isAvailable: hasWarnings,
  },
  { id: 'dismiss', contexts: ['archives'], keys: ['escape'], isAvailable: hasStatus },

  // inside an archive
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

  // file picker, and the keys of it that work inside an archive too
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

  // schedule
  {
    id: 'add-path',
    contexts: ['schedule'],
    keys: ['a'],
    group: 'schedule',
    footer: 1,
    shell: 'schedule add PATH…',
  },
  {
    id: 'remove-path',
    contexts: ['schedule'],
    keys: ['x', 'delete'],
    group: 'schedule',
    footer: 2,
    isAvailable: hasScheduledPath,
    shell: 'schedule remove PATH',
  },

  // filter, menus and questions
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
  { id: 'choose-item', contexts: ['menu', 'question'], keys: ['enter', 'space'], footer: 1 },
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
    contexts: ['menu', 'question', 'destination', 'upload'],
    keys: ['escape'],
    footer: 2,
    isAvailable: canClose,
  },

  // moving
  { id: 'up', contexts: lists, keys: ['up', 'k'], group: 'moving' },
  { id: 'up', contexts: ['filter', 'upload'], keys: ['up'] },
  { id: 'down', contexts: lists, keys: ['down', 'j'], group: 'moving' },
  { id: 'down', contexts: ['filter', 'upload'], keys: ['down'] },
  { id: 'page-up', contexts: filtering, keys: ['pageup'], group: 'moving' },
  { id: 'page-down', contexts: filtering, keys: ['pagedown'], group: 'moving' },
  { id: 'first', contexts: lists, keys: ['home', 'g'], group: 'moving' },
  { id: 'last', contexts: lists, keys: ['end', 'G'], group: 'moving' },

  // login
  {
    id: 'submit',
    contexts: login,
    keys: ['enter'],
    group: 'login',
    footer: 1,
    isAvailable: canSubmit,
    shell: 'login --host HOST --username USER',
  },
  { id: 'submit', contexts: ['login-button'], keys: ['space'] },
  { id: 'toggle-remember', contexts: ['login-checkbox'], keys: ['space'], group: 'login', footer: 3 },
  { id: 'next-field', contexts: login, keys: ['tab', 'down', 'enter'], group: 'login', footer: 2 },
  { id: 'previous-field', contexts: login, keys: ['shift+tab', 'up'], group: 'login' },
  { id: 'reveal', contexts: login, keys: ['ctrl+r'], group: 'login', footer: 4 },
  { id: 'cancel-connect', contexts: ['connecting'], keys: ['escape'], group: 'login', footer: 1 },

  // everywhere
  {
    id: 'back',
    contexts: [...files, 'schedule', 'help', 'warnings'],
    keys: ['escape', 'q'],
    group: 'moving',
    footer: 4,
  },
  {
    id: 'help',
    contexts: ['archives', ...files, 'schedule', 'warnings'],
    keys: ['?'],
    group: 'everywhere',
    footer: 4,
  },
  { id: 'quit', contexts: ['archives'], keys: ['q'], group: 'everywhere', footer: 4 },
  { id: 'language', contexts: lists, keys: ['ctrl+g'], group: 'everywhere', footer: 10 },
  { id: 'language', contexts: elsewhere, keys: ['ctrl+g'] },
  { id: 'redraw', contexts: everywhere, keys: ['ctrl+l'], group: 'everywhere' },
  { id: 'suspend', contexts: everywhere, keys: ['ctrl+z'], group: 'everywhere' },
  { id: 'interrupt', contexts: everywhere, keys: ['ctrl+c'], group: 'everywhere' },
];
