import type { Command } from './command.ts';
import { archivesCommands } from './table/archives.ts';
import { dialogCommands } from './table/dialogs.ts';
import { everywhereCommands } from './table/everywhere.ts';
import { filesCommands } from './table/files.ts';
import { loginCommands } from './table/login.ts';
import { movingCommands } from './table/moving.ts';
import { scheduleCommands } from './table/schedule.ts';
import { transfersCommands } from './table/transfers.ts';

/**
 * All commands. Footer, help, action menu and the key tables of docs/keys.md come from this table. Where a key has
 * several in one context, the first available one is meant.
 */
export const commands: readonly Command[] = [
  ...archivesCommands,
  ...filesCommands,
  ...transfersCommands,
  ...scheduleCommands,
  ...dialogCommands,
  ...movingCommands,
  ...loginCommands,
  ...everywhereCommands,
];
