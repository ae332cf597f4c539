import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HttpError } from '../httpError.ts';
import type { Reservation, Reservations } from '../reservations.ts';
import { type LockConnection, serverLockClass } from './lockConnection.ts';
import type { Postgres } from './postgres.ts';

const totalRow = z.object({ total: z.number() });

/** The numbers of the servers that live, as their locks tell. */
const living = `SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = ${serverLockClass}
  AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** Those of all servers. What a server that has died had set aside counts no more. */
export class SharedReservations implements Reservations {
  readonly #postgres: Postgres;
  readonly #locks: LockConnection;
  /** Those that were to be released while the database was away. */
  readonly #over = new Set<string>();

  constructor(postgres: Postgres, locks: LockConnection) {
    this.#postgres = postgres;
    this.#locks = locks;
  }

  async take(username: string, bytes: number): Promise<Reservation> {
    const id = randomUUID();
    const total = await this.#postgres.transaction(async (queries) => {
      // One after another, so that each sees those before it.
      await queries.run('SELECT FROM accounts WHERE username = $1 FOR UPDATE', [username]);
      await queries.run('INSERT INTO reservations (id, owner, bytes, server) VALUES ($1, $2, $3, $4)', [
        ...[id, username, bytes, this.#locks.serverNumber],
      ]);
      const [sum] = await queries.query(
        `SELECT coalesce(sum(bytes), 0)::bigint AS total FROM reservations
         WHERE owner = $1 AND server IN (${living})`,
        [username],
        totalRow,
      );
      return sum?.total ?? 0;
    });
    return { total, release: () => this.#release(id) };
  }

  /** The upload is over, and its answer does not depend on this. */
  async #release(id: string): Promise<void> {
    const over = [...this.#over.add(id)];
    try {
      await this.#postgres.run('DELETE FROM reservations WHERE id = ANY ($1)', [over]);
      for (const one of over) this.#over.delete(one);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
    }
  }

  /** Forgets those of servers that have died. */
  async sweep(): Promise<void> {
    await this.#postgres.run(`DELETE FROM reservations WHERE server NOT IN (${living}) OR id = ANY ($1)`, [
      [...this.#over],
    ]);
  }
}
