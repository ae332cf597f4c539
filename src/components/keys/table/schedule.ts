import { hasHistoryPath, hasScheduledPath } from '../availability.ts';
import type { Command } from '../command.ts';
import { entry } from './contexts.ts';

/** On the schedule screen, in its history and in its form. */
export const scheduleCommands: readonly Command[] = [
  {
    id: 'edit-path',
    contexts: ['schedule'],
    keys: ['enter', 'e'],
    group: 'schedule',
    footer: 1,
    isAvailable: hasScheduledPath,
    shell: 'schedule edit PATH --at 02:30',
  },
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
    footer: 6,
    isAvailable: hasScheduledPath,
    shell: 'schedule remove PATH',
  },
  {
    id: 'pause-path',
    contexts: ['schedule'],
    keys: ['p', 'space'],
    group: 'schedule',
    footer: 2,
    isAvailable: hasScheduledPath,
    shell: 'schedule pause PATH',
  },
  {
    id: 'run-path',
    contexts: ['schedule'],
    keys: ['r'],
    group: 'schedule',
    footer: 3,
    isAvailable: hasScheduledPath,
    shell: 'schedule run PATH --now',
  },
  {
    id: 'history',
    contexts: ['schedule'],
    keys: ['h'],
    group: 'schedule',
    footer: 5,
    shell: 'schedule history PATH',
  },
  {
    id: 'all-runs',
    contexts: ['history'],
    keys: ['a', 'h'],
    group: 'schedule',
    footer: 1,
    isAvailable: hasHistoryPath,
  },
  { id: 'accept-entry', contexts: entry, keys: ['enter'], footer: 1 },
  { id: 'next-setting', contexts: entry, keys: ['tab', 'down'], footer: 3 },
  { id: 'previous-setting', contexts: entry, keys: ['shift+tab', 'up'], footer: 5 },
  { id: 'change-setting', contexts: ['entry-choice'], keys: ['space', 'right'], footer: 2 },
];
