import { canSubmit, canSubmitForm, hasProfiles } from '../availability.ts';
import type { Command } from '../command.ts';
import { form, login } from './contexts.ts';

/** On the login screen and in its forms. */
export const loginCommands: readonly Command[] = [
  {
    id: 'submit',
    contexts: form,
    keys: ['enter'],
    group: 'login',
    footer: 1,
    isAvailable: canSubmit,
    shell: 'login --host HOST --username USER',
  },
  { id: 'submit', contexts: ['login-button'], keys: ['space'] },
  { id: 'toggle-remember', contexts: ['login-checkbox'], keys: ['space'], group: 'login', footer: 3 },
  { id: 'certificates', contexts: ['login-certificates'], keys: ['enter', 'space'], footer: 1 },
  { id: 'submit-form', contexts: ['form'], keys: ['enter'], footer: 1, isAvailable: canSubmitForm },
  {
    id: 'next-field',
    contexts: [...form, 'form'],
    keys: ['tab', 'down', 'enter'],
    group: 'login',
    footer: 2,
  },
  { id: 'next-field', contexts: ['login-certificates'], keys: ['tab', 'down'] },
  { id: 'previous-field', contexts: [...login, 'form'], keys: ['shift+tab', 'up'], group: 'login' },
  { id: 'reveal', contexts: [...login, 'form'], keys: ['ctrl+r'], group: 'login', footer: 4 },
  {
    id: 'profiles',
    contexts: login,
    keys: ['ctrl+p'],
    group: 'login',
    footer: 3,
    isAvailable: hasProfiles,
    shell: 'login --profile NAME',
  },
  {
    id: 'certificates',
    contexts: login,
    keys: ['ctrl+n'],
    group: 'login',
    footer: 5,
    shell: 'certs import FILE',
  },
  { id: 'cancel-connect', contexts: ['connecting'], keys: ['escape'], group: 'login', footer: 1 },
];
