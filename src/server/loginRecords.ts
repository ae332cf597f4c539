import type { Awaitable } from './account.ts';

const freeFailures = 5;
const firstLockSeconds = 30;
const longestLockSeconds = 15 * 60;
export const forgetAfterMilliseconds = 60 * 60 * 1000;
const maximumRecords = 10_000;

/** Milliseconds for which a key is locked after so many failures in a row. */
export function lockAfter(failures: number): number {
  if (failures < freeFailures) return 0;
  return Math.min(longestLockSeconds, firstLockSeconds * 2 ** (failures - freeFailures)) * 1000;
}

/** True when the next failure locks. */
export function isLast(failures: number): boolean {
  return lockAfter(failures + 1) > 0;
}

/** What is known of failed logins, by key: an account from a network. */
export interface LoginRecords {
  /**
   * Milliseconds for which the key is still locked; 0 when the attempt may go ahead.
   *
   * @throws {HttpError} 503 when another server is just trying what must not be tried twice
   */
  begin(key: string): Awaitable<number>;
  succeeded(key: string): Awaitable<void>;
  failed(key: string): Awaitable<void>;
}

interface Failures {
  readonly count: number;
  readonly last: number;
  readonly lockedUntil: number;
}

/** The records of one server, in memory. */
export class LocalLoginRecords implements LoginRecords {
  readonly #clock: () => number;
  /** Those that failed first come first. */
  readonly #records = new Map<string, Failures>();

  /** @param clock gives milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  begin(key: string): number {
    return Math.max(0, (this.#find(key)?.lockedUntil ?? 0) - this.#clock());
  }

  succeeded(key: string): void {
    this.#records.delete(key);
  }

  failed(key: string): void {
    const now = this.#clock();
    const count = (this.#find(key)?.count ?? 0) + 1;
    this.#records.delete(key);
    this.#makeRoom();
    this.#records.set(key, { count, last: now, lockedUntil: now + lockAfter(count) });
  }

  #find(key: string): Failures | undefined {
    const found = this.#records.get(key);
    if (found !== undefined && this.#clock() - found.last < forgetAfterMilliseconds) return found;
    this.#records.delete(key);
    return undefined;
  }

  /** Forgets the oldest record: made-up usernames must not fill the memory. */
  #makeRoom(): void {
    if (this.#records.size < maximumRecords) return;
    for (const key of this.#records.keys()) {
      this.#records.delete(key);
      return;
    }
  }
}
