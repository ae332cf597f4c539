import { setTimeout as pause } from 'node:timers/promises';
import { asUserError } from './diskErrors.ts';
import { UserError } from './errors.ts';
import { FileLock, LockHeld, type LockOwner } from './fileLock.ts';

const lockPollMilliseconds = 20;
const longestLockMilliseconds = 10_000;

/**
 * Takes a lock under which files are changed. A change takes milliseconds: whoever makes one is waited for.
 *
 * @throws {UserError} `locked` after ten seconds, `disk-full`, `write-refused`
 */
export async function waitForLock(path: string, purpose: string): Promise<FileLock> {
  for (const limit = performance.now() + longestLockMilliseconds; ; ) {
    try {
      return await asUserError(path, () => FileLock.acquire(path, purpose));
    } catch (error) {
      if (!(error instanceof LockHeld)) throw error;
      if (performance.now() > limit) throw lockedBy(error.owner);
    }
    await pause(lockPollMilliseconds);
  }
}

/** Another one holds a lock, told to the user. */
export function lockedBy({ purpose, pid, host, startedAt }: LockOwner): UserError<'locked'> {
  return new UserError('locked', { runner: purpose, pid, host, since: startedAt });
}
