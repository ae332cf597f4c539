import { join } from 'node:path';
import { asUserError } from '../common/diskErrors.ts';
import { FileLock, inspectLock, LockHeld, type LockOwner, lockOwner } from '../common/fileLock.ts';
import { lockedBy } from '../common/waitForLock.ts';
import { homePaths } from '../config/home.ts';
import type { Runner } from './history.ts';

/**
 * Takes the lock of all that upload what is scheduled in a home: screens, timers and hands never send the same
 * thing twice.
 *
 * @throws {UserError} `locked`, `disk-full`, `write-refused`
 */
export async function lockRuns(home: string, runner: Runner): Promise<FileLock> {
  const path = runLockPath(home);
  try {
    return await asUserError(path, () => FileLock.acquire(path, runner));
  } catch (error) {
    throw error instanceof LockHeld ? lockedBy(error.owner) : error;
  }
}

/** Who uploads right now what is scheduled in a home; null when nobody does. */
export function runningOwner(home: string): Promise<LockOwner | null> {
  return lockOwner(runLockPath(home));
}

/** The lock of the runs in a home, also one that a dead run left behind; null where there is none. */
export function inspectRunLock(home: string): Promise<{ owner: LockOwner; isHeld: boolean } | null> {
  return inspectLock(runLockPath(home));
}

function runLockPath(home: string): string {
  return join(homePaths(home).state, 'run.lock');
}
