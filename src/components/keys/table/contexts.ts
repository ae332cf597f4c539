import type { Context } from '../context.ts';

export const files: readonly Context[] = ['picker', 'browse'];
export const dialogs: readonly Context[] = ['menu', 'question', 'profiles'];
export const lists: readonly Context[] = [
  'archives',
  ...dialogs,
  ...files,
  'transfers',
  'schedule',
  'history',
  'help',
  'warnings',
];
export const filtering: readonly Context[] = [...lists, 'filter'];
export const form: readonly Context[] = ['login-field', 'login-checkbox', 'login-button'];
export const login: readonly Context[] = [...form, 'login-certificates'];
export const entry: readonly Context[] = ['entry-field', 'entry-choice'];
/** Where there are no lists: fields, and moments in which nothing else works. */
export const elsewhere: readonly Context[] = [
  ...login,
  'filter',
  'connecting',
  'destination',
  'upload',
  'form',
  ...entry,
  'nothing',
];
export const everywhere: readonly Context[] = [...lists, ...elsewhere];
