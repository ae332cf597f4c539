import { clientNetwork } from './clientNetwork.ts';
import { HttpError } from './httpError.ts';
import type { LoginRecords } from './loginRecords.ts';

const maximumWaiting = 16;

/** The attempts of one key that have not ended yet. */
interface Queue {
  waiting: number;
  /** Settles when the attempts so far are over. */
  tail: Promise<unknown>;
}

/**
 * Slows down guessing: after five failed logins in a row for one account from one network, each further
 * attempt has to wait, 30 s at first, twice as long after every failure, 15 min at most. Attempts of one key
 * run one after another, so that none slips past the count.
 */
export class LoginThrottle {
  readonly #records: LoginRecords;
  readonly #queues = new Map<string, Queue>();

  constructor(records: LoginRecords) {
    this.#records = records;
  }

  /**
   * Runs one attempt, which gives undefined when it fails.
   *
   * @throws {HttpError} 429 while locked, 503 when too many of those attempts wait.
   */
  async attempt<T>(
    { address, username }: { readonly address: string; readonly username: string },
    verify: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const key = JSON.stringify([clientNetwork(address), username]);
    const queue = this.#queues.get(key) ?? { waiting: 0, tail: Promise.resolve() };
    if (queue.waiting >= maximumWaiting) {
      throw new HttpError(503, 'Too many logins at once, try again shortly', { 'Retry-After': '5' });
    }
    this.#queues.set(key, queue);
    queue.waiting += 1;
    const turn = queue.tail.then(() => this.#run(key, verify));
    queue.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) this.#queues.delete(key);
    }
  }

  async #run<T>(key: string, verify: () => Promise<T | undefined>): Promise<T | undefined> {
    const lockedMilliseconds = await this.#records.begin(key);
    if (lockedMilliseconds > 0) {
      const seconds = Math.ceil(lockedMilliseconds / 1000);
      throw new HttpError(429, `Too many failed logins, try again in ${seconds} s`, {
        'Retry-After': String(seconds),
      });
    }
    const result = await verify();
    if (result === undefined) await this.#records.failed(key);
    else await this.#records.succeeded(key);
    return result;
  }
}
