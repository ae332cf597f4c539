import { archivesAreAllThere } from './archives.ts';
import { filesAreWhole, historyIsWhole } from './files.ts';
import type { Invariant } from './invariant.ts';
import { scheduleMakesSense } from './schedule.ts';
import { nothingIsInTheClear } from './secrets.ts';
import { nothingTemporaryAtHome, nothingTemporaryOnServer, transfersCanBeGoneOnWith } from './temporaries.ts';

/** What has to hold after every step. */
export const invariants: readonly Invariant[] = [
  archivesAreAllThere,
  transfersCanBeGoneOnWith,
  nothingTemporaryAtHome,
  nothingTemporaryOnServer,
  filesAreWhole,
  historyIsWhole,
  scheduleMakesSense,
  nothingIsInTheClear,
];
