import { createHash } from 'node:crypto';
import pg from 'pg';
import { HttpError } from '../httpError.ts';
import type { ServerLog } from '../serverLog.ts';
import { asUserError, connectionTo } from './postgres.ts';

/** Of the advisory locks with two numbers, those of this program that tell which servers live. */
export const serverLockClass = 0x5ec_c11e;

const wantedChannel = 'secure_client_wanted';
const releasedChannel = 'secure_client_released';

/** Whoever died while it held a lock does not say that it is free. */
const lookAgainMilliseconds = 1000;
const patienceMilliseconds = 30_000;
const heartbeatMilliseconds = 10_000;
const longestReconnectMilliseconds = 5000;

/** Nothing here takes long; what does not answer is lost. */
const bounds = { lock_timeout: 4000, statement_timeout: 5000, query_timeout: 6000 };

/** Without an answer for so long, a server or its machine is gone, and the database gives its locks to others. */
const keepAlive =
  'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';

interface Held {
  /** Makes the request that works under the lock stop soon. */
  readonly interrupt: () => void;
  isWanted: boolean;
}

/**
 * Locks that all servers respect: the advisory locks of PostgreSQL, taken on one connection of this process. They end with
 * that connection, whatever becomes of this process, so that there is nothing to time out. When it is lost, everything that
 * runs under a lock is cut off.
 *
 * Nobody has to be well-behaved for the archives to be safe: the rows that say how far an upload is change only from what
 * their writer has read (src/server/store/objects).
 */
export class LockConnection {
  readonly #url: string;
  readonly #log: ServerLog;
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, () => void>();
  #serverNumber = 0;
  #client: pg.Client | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(url: string, log: ServerLog) {
    this.#url = url;
    this.#log = log;
  }

  /** @throws {UserError} `database-away`, `database-refused` */
  static async open(url: string, log: ServerLog): Promise<LockConnection> {
    const connection = new LockConnection(url, log);
    try {
      await connection.#connect();
    } catch (error) {
      throw asUserError(url, error);
    }
    connection.#heartbeat = setInterval(() => connection.#beat(), heartbeatMilliseconds).unref();
    return connection;
  }

  /** Of this process: it lives as long as somebody holds the lock of `serverLockClass` and this number. */
  get serverNumber(): number {
    return this.#serverNumber;
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  /**
   * Takes a lock that nobody in this process holds. Whoever holds it in another one is asked to let go.
   *
   * @param interrupt called when somebody else wants it, or when it is lost
   * @returns what gives it back
   * @throws {HttpError} 503 when it does not become free, or the database is away
   */
  async acquire(key: string, interrupt: () => void): Promise<() => Promise<void>> {
    const until = performance.now() + patienceMilliseconds;
    while (performance.now() < until) {
      const client = this.#client;
      if (client === undefined)
        throw HttpError.away('The database of the server is away', 'no connection for locks');
      // Listening before looking: no word that it is free gets lost.
      const free = Promise.withResolvers<void>();
      this.#waiting.set(key, free.resolve);
      if (await this.#try(client, key)) {
        this.#waiting.delete(key);
        const held = { interrupt, isWanted: false };
        this.#held.set(key, held);
        return () => this.#release(client, key, held);
      }
      await ask(client, 'SELECT pg_notify($1, $2)', [wantedChannel, key]);
      const timer = setTimeout(free.resolve, lookAgainMilliseconds);
      await free.promise;
      clearTimeout(timer);
    }
    this.#waiting.delete(key);
    throw new HttpError(503, 'Another server is still busy with this upload', { 'Retry-After': '5' });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ ...connectionTo(this.#url), ...bounds });
    client.on('error', ({ message }) => this.#lost(client, message));
    client.on('end', () => this.#lost(client, 'the connection has ended'));
    client.on('notification', ({ channel, payload = '' }) => this.#hear(channel, payload));
    try {
      await client.connect();
      await client.query(`${keepAlive}; LISTEN ${wantedChannel}; LISTEN ${releasedChannel}`);
      if (this.#serverNumber === 0) {
        const { rows } = await client.query("SELECT nextval('server_numbers')::int AS number");
        this.#serverNumber = Number(rows[0]?.number);
      }
      await client.query('SELECT pg_advisory_lock($1, $2)', [serverLockClass, this.#serverNumber]);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
  }

  async #try(client: pg.Client, key: string): Promise<boolean> {
    const [row] = await ask(client, 'SELECT pg_try_advisory_lock($1) AS is_mine', [numberOf(key)]);
    return row?.['is_mine'] === true;
  }

  async #release(client: pg.Client, key: string, held: Held): Promise<void> {
    if (this.#held.get(key) === held) this.#held.delete(key);
    // With its connection the lock has gone too.
    if (client !== this.#client) return;
    await ask(client, 'SELECT pg_advisory_unlock($1)', [numberOf(key)]);
    // Notifications of all servers queue for one lock of the database, so that none is sent for nothing.
    if (held.isWanted) await ask(client, 'SELECT pg_notify($1, $2)', [releasedChannel, key]);
  }

  #hear(channel: string, key: string): void {
    if (channel === releasedChannel) this.#waiting.get(key)?.();
    const held = channel === wantedChannel ? this.#held.get(key) : undefined;
    if (held === undefined) return;
    held.isWanted = true;
    held.interrupt();
  }

  /** A connection may be gone without anybody having told. */
  #beat(): void {
    const client = this.#client;
    if (client === undefined) return;
    client.query('SELECT 1').catch((error: Error) => {
      this.#lost(client, error.message);
      client.end().catch(() => undefined);
    });
  }

  #lost(client: pg.Client, problem: string): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    const running = [...this.#held.values()];
    this.#held.clear();
    for (const { interrupt } of running) interrupt();
    if (this.#isClosed) return;
    this.#log({ level: 'error', event: 'locks-lost', facts: { problem, cutOff: running.length } });
    this.#reconnect(100);
  }

  #reconnect(milliseconds: number): void {
    setTimeout(() => {
      if (this.#isClosed) return;
      this.#connect().then(
        () => this.#log({ level: 'info', event: 'locks-regained', facts: {} }),
        () => this.#reconnect(Math.min(longestReconnectMilliseconds, milliseconds * 2)),
      );
    }, milliseconds).unref();
  }
}

async function ask(
  client: pg.Client,
  sql: string,
  values: readonly unknown[],
): Promise<Readonly<Record<string, unknown>>[]> {
  try {
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } catch (error) {
    throw HttpError.away('The database of the server is away', error);
  }
}

/** Two keys share a number once in 2⁶⁴: then one waits for the other. */
function numberOf(key: string): string {
  return createHash('sha256').update(key).digest().readBigInt64BE().toString();
}
