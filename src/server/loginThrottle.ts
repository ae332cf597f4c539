import { HttpError } from './httpError.ts';

const freeFailures = 5;
const firstLockSeconds = 30;
const longestLockSeconds = 15 * 60;
const forgetAfterMilliseconds = 60 * 60 * 1000;
const maximumWaiting = 16;
const maximumRecords = 10_000;

/** What is known of one key: an account from an address. */
interface Attempts {
  failures: number;
  lastFailure: number;
  lockedUntil: number;
  waiting: number;
  /** Settles when the attempts so far are over. */
  tail: Promise<unknown>;
}

/**
 * Slows down guessing: after five failed logins in a row for one account from one address, each further
 * attempt has to wait, 30 s at first, twice as long after every failure, 15 min at most. Attempts of one key
 * run one after another, so that none slips past the count.
 */
export class LoginThrottle {
  readonly #clock: () => number;
  readonly #records = new Map<string, Attempts>();

  /** `clock` gives milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Runs one attempt, which gives undefined when it fails.
   *
   * @throws {HttpError} 429 while locked, 503 when too many attempts of this key wait.
   */
  async attempt<T>(key: string, verify: () => Promise<T | undefined>): Promise<T | undefined> {
    const record = this.#recordOf(key);
    if (record.waiting >= maximumWaiting) {
      throw new HttpError(503, 'Too many logins at once, try again shortly', { 'Retry-After': '5' });
    }
    record.waiting += 1;
    const turn = record.tail.then(() => this.#run(record, verify));
    record.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      record.waiting -= 1;
      if (record.failures === 0 && record.waiting === 0) this.#records.delete(key);
    }
  }

  async #run<T>(record: Attempts, verify: () => Promise<T | undefined>): Promise<T | undefined> {
    const lockedMilliseconds = record.lockedUntil - this.#clock();
    if (lockedMilliseconds > 0) {
      const seconds = Math.ceil(lockedMilliseconds / 1000);
      throw new HttpError(429, `Too many failed logins, try again in ${seconds} s`, {
        'Retry-After': String(seconds),
      });
    }
    const result = await verify();
    if (result === undefined) this.#recordFailure(record);
    else Object.assign(record, { failures: 0, lockedUntil: 0 });
    return result;
  }

  #recordFailure(record: Attempts): void {
    const now = this.#clock();
    record.failures += 1;
    record.lastFailure = now;
    if (record.failures >= freeFailures) {
      const seconds = Math.min(longestLockSeconds, firstLockSeconds * 2 ** (record.failures - freeFailures));
      record.lockedUntil = now + seconds * 1000;
    }
  }

  #recordOf(key: string): Attempts {
    const found = this.#records.get(key);
    if (
      found !== undefined &&
      (found.waiting > 0 || this.#clock() - found.lastFailure < forgetAfterMilliseconds)
    ) {
      return found;
    }
    this.#records.delete(key);
    this.#makeRoom();
    const record = { failures: 0, lastFailure: 0, lockedUntil: 0, waiting: 0, tail: Promise.resolve() };
    this.#records.set(key, record);
    return record;
  }

  /** Forgets the oldest record: made-up usernames must not fill the memory. */
  #makeRoom(): void {
    if (this.#records.size < maximumRecords) return;
    for (const [key, record] of this.#records) {
      if (record.waiting > 0) continue;
      this.#records.delete(key);
      return;
    }
  }
}
