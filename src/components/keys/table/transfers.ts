import {
  canGiveUp,
  canPause,
  canRemove,
  canResume,
  canRetry,
  hasEnded,
  hasTransferWarnings,
} from '../availability.ts';
import type { Command } from '../command.ts';

/** On the transfers screen. */
export const transfersCommands: readonly Command[] = [
  {
    id: 'pause-transfer',
    contexts: ['transfers'],
    keys: ['p', 'space'],
    group: 'transfers',
    footer: 1,
    isAvailable: canPause,
  },
  {
    id: 'resume-transfer',
    contexts: ['transfers'],
    keys: ['r', 'p', 'space', 'enter'],
    group: 'transfers',
    footer: 1,
    isAvailable: canResume,
    shell: 'transfers resume ID',
  },
  {
    id: 'retry-transfer',
    contexts: ['transfers'],
    keys: ['r', 'enter'],
    group: 'transfers',
    footer: 1,
    isAvailable: canRetry,
  },
  {
    id: 'give-up-transfer',
    contexts: ['transfers'],
    keys: ['x', 'delete'],
    group: 'transfers',
    footer: 2,
    isAvailable: canGiveUp,
    shell: 'transfers discard ID',
  },
  {
    id: 'remove-transfer',
    contexts: ['transfers'],
    keys: ['x', 'delete'],
    group: 'transfers',
    footer: 2,
    isAvailable: canRemove,
  },
  {
    id: 'transfer-warnings',
    contexts: ['transfers'],
    keys: ['w'],
    group: 'transfers',
    footer: 2,
    isAvailable: hasTransferWarnings,
  },
  {
    id: 'clear-transfers',
    contexts: ['transfers'],
    keys: ['c'],
    group: 'transfers',
    footer: 5,
    isAvailable: hasEnded,
  },
];
