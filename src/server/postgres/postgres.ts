import pg from 'pg';
import { z } from 'zod';
import { UserError } from '../../common/errors.ts';
import { HttpError } from '../httpError.ts';
import type { ServerLog } from '../serverLog.ts';
import { shownDatabaseUrl } from './databaseUrl.ts';
import { type Part, prepareSchema } from './schema.ts';

const connectMilliseconds = 5000;

/** The server ends a statement after this, the client gives it up a little later. */
const statementMilliseconds = 20_000;
const lockMilliseconds = 10_000;
const silenceMilliseconds = statementMilliseconds + 5000;

/** Of one process; a query takes about a millisecond, so that ten serve thousands of requests a second. */
const connections = 10;

/** 64-bit integers, which are counts of bytes and milliseconds here, as numbers. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/** What can be asked of the database, inside a transaction or outside of one. */
export interface Queries {
  /**
   * The rows of an answer, each as the schema reads it. Values are `$1`, `$2` … of the statement; 64-bit integers come
   * as numbers.
   *
   * @throws {HttpError} 503 while the database is away or overloaded, 507 when its disk is full
   */
  query<T>(sql: string, values: readonly unknown[], row: z.ZodType<T>): Promise<T[]>;
  /** The number of rows that a statement has changed. @throws as `query` */
  run(sql: string, values: readonly unknown[]): Promise<number>;
}

/** A pool of connections to the PostgreSQL database that several servers share. */
export class Postgres implements Queries {
  readonly #pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /**
   * Connects, and brings the tables of all parts up to date.
   *
   * @param parts in the order in which their tables refer to each other
   * @throws {UserError} `database-away`; `database-refused` when it may not be used, or its tables are of a newer version
   */
  static async open(url: string, parts: readonly Part[], log: ServerLog): Promise<Postgres> {
    const pool = new pg.Pool({ ...connectionTo(url), max: connections });
    // A query that is under way throws it too.
    pool.on('connect', (client) => client.on('error', () => undefined));
    // An idle connection that is lost is replaced by the next query, which says so if it cannot.
    pool.on('error', ({ message }) => {
      log({ level: 'warning', event: 'database-connection-lost', facts: { problem: message } });
    });
    const postgres = new Postgres(pool);
    try {
      await postgres.transaction((queries) => prepareSchema(queries, parts));
      return postgres;
    } catch (error) {
      await pool.end();
      throw asUserError(url, error);
    }
  }

  query<T>(sql: string, values: readonly unknown[], row: z.ZodType<T>): Promise<T[]> {
    return this.#withClient((client) => queriesOn(client).query(sql, values, row));
  }

  run(sql: string, values: readonly unknown[]): Promise<number> {
    return this.#withClient((client) => queriesOn(client).run(sql, values));
  }

  /**
   * Does all of `work`, or nothing of it. It must not wait for anything but the database: its connection is one of few.
   *
   * @throws what `work` throws, and as `query`
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      const queries = queriesOn(client);
      await queries.run('BEGIN', []);
      try {
        const result = await work(queries);
        await queries.run('COMMIT', []);
        return result;
      } catch (error) {
        await queries.run('ROLLBACK', []);
        throw error;
      }
    });
  }

  /** @throws {HttpError} 503 when it does not answer */
  async check(): Promise<void> {
    await this.query('SELECT 1 AS one', [], z.object({ one: z.literal(1) }));
  }

  /** Called when no query is running any more. */
  close(): Promise<void> {
    return this.#pool.end();
  }

  async #withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await told(() => this.#pool.connect());
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      // A connection that may be lost is not used again.
      client.release(error instanceof HttpError && error.status === 503);
      throw error;
    }
  }
}

/** How to connect, with bounds on everything that is waited for. */
export function connectionTo(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'secure-client',
    connectionTimeoutMillis: connectMilliseconds,
    statement_timeout: statementMilliseconds,
    lock_timeout: lockMilliseconds,
    idle_in_transaction_session_timeout: silenceMilliseconds,
    query_timeout: silenceMilliseconds,
    keepAlive: true,
    types,
  };
}

function queriesOn(client: pg.ClientBase): Queries {
  return {
    async query(sql, values, row) {
      const { rows } = await told(() => client.query(sql, [...values]));
      return rows.map((found) => row.parse(found));
    },
    async run(sql, values) {
      // Without values, several statements may stand in one text.
      const result = await told(() =>
        values.length === 0 ? client.query(sql) : client.query(sql, [...values]),
      );
      return result.rowCount ?? 0;
    },
  };
}

/**
 * Classes of SQLSTATE that say nothing against a statement: the connection, a conflict with others, resources, somebody who
 * shuts the server down or ends a statement that took too long, and a standby that takes no changes.
 */
const passing = ['08', '40', '53', '57', '25006', '55P03'];
const diskFull = '53100';

/** Says of an error of the database what it means for a request; a statement of ours that is wrong stays what it is. */
async function told<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    // What is wrong with the connection, the library throws as plain errors.
    if (error instanceof pg.DatabaseError) {
      if (error.code === diskFull) {
        throw new HttpError(507, 'The disk of the server is full', {}, { cause: error });
      }
      if (!passing.some((state) => error.code?.startsWith(state))) throw error;
    }
    throw HttpError.away('The database of the server is away', error);
  }
}

/** What to tell whoever starts a server of an error of its database. */
export function asUserError(url: string, error: unknown): unknown {
  const isAway = error instanceof HttpError;
  const cause = isAway ? error.cause : error;
  const reason = cause instanceof Error ? cause.message || String(cause) : String(cause);
  const facts = { database: shownDatabaseUrl(url), reason };
  return new UserError(isAway ? 'database-away' : 'database-refused', facts, { cause: error });
}
