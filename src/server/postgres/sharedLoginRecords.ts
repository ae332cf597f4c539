import { z } from 'zod';
import { HttpError } from '../httpError.ts';
import { forgetAfterMilliseconds, isLast, type LoginRecords, lockAfter } from '../loginRecords.ts';
import type { Postgres, Queries } from './postgres.ts';

/** After this a server that began an attempt is taken for dead. */
const attemptMilliseconds = 30_000;

const recordRow = z.object({
  failures: z.number(),
  last_failure: z.number(),
  locked_until: z.number(),
});
type LoginRecord = z.infer<typeof recordRow>;

/**
 * The failed logins that all servers have seen. What must not be tried twice, because it locks when it fails, is tried by
 * one server at a time.
 */
export class SharedLoginRecords implements LoginRecords {
  readonly #postgres: Postgres;
  readonly #clock: () => number;

  /** @param clock gives milliseconds */
  constructor(postgres: Postgres, clock: () => number) {
    this.#postgres = postgres;
    this.#clock = clock;
  }

  async begin(key: string): Promise<number> {
    const record = await this.#find(this.#postgres, key, '');
    if (record === undefined) return 0;
    const now = this.#clock();
    if (record.locked_until > now) return record.locked_until - now;
    if (isLast(record.failures)) await this.#claim(key);
    return 0;
  }

  async succeeded(key: string): Promise<void> {
    await this.#postgres.run('DELETE FROM login_attempts WHERE key = $1', [key]);
  }

  async failed(key: string): Promise<void> {
    const now = this.#clock();
    await this.#postgres.transaction(async (queries) => {
      await queries.run(
        `INSERT INTO login_attempts (key, failures, last_failure, locked_until, trying_until)
         VALUES ($1, 0, $2, 0, 0) ON CONFLICT DO NOTHING`,
        [key, now],
      );
      const failures = ((await this.#find(queries, key, 'FOR UPDATE'))?.failures ?? 0) + 1;
      await queries.run(
        `UPDATE login_attempts SET failures = $2, last_failure = $3, locked_until = $4, trying_until = 0
         WHERE key = $1`,
        [key, failures, now, now + lockAfter(failures)],
      );
    });
  }

  /** Forgets what was long ago. */
  async sweep(): Promise<void> {
    const before = this.#clock() - forgetAfterMilliseconds;
    await this.#postgres.run('DELETE FROM login_attempts WHERE last_failure < $1', [before]);
  }

  async #find(queries: Queries, key: string, lock: '' | 'FOR UPDATE'): Promise<LoginRecord | undefined> {
    const [record] = await queries.query(
      `SELECT failures, last_failure, locked_until FROM login_attempts WHERE key = $1 AND last_failure > $2
       ${lock}`,
      [key, this.#clock() - forgetAfterMilliseconds],
      recordRow,
    );
    return record;
  }

  async #claim(key: string): Promise<void> {
    const now = this.#clock();
    const claimed = await this.#postgres.run(
      'UPDATE login_attempts SET trying_until = $2 WHERE key = $1 AND trying_until <= $3',
      [key, now + attemptMilliseconds, now],
    );
    if (claimed > 0) return;
    throw new HttpError(503, 'Too many logins at once, try again shortly', { 'Retry-After': '2' });
  }
}
