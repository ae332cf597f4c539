import { z } from 'zod';
import type { Queries } from './postgres.ts';

/** Tables that belong together, with a version of their own. */
export interface Part {
  readonly name: string;
  /** Statements that lead from each version to the next; those that were once released are never changed. */
  readonly steps: readonly string[];
}

/** Among all who use the advisory locks of this database, those who change its tables. */
const schemaLock = 0x5ec_c11e;

/**
 * Brings tables up to date, inside a transaction. Servers that start at the same time do so one after another.
 *
 * @throws {Error} when the tables are of a newer version
 */
export async function prepareSchema(queries: Queries, parts: readonly Part[]): Promise<void> {
  await queries.run('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
  await queries.run(
    'CREATE TABLE IF NOT EXISTS schema_versions (part text PRIMARY KEY, version int NOT NULL)',
    [],
  );
  const rows = await queries.query(
    'SELECT part, version FROM schema_versions',
    [],
    z.object({ part: z.string(), version: z.number() }),
  );
  const versions = new Map(rows.map(({ part, version }) => [part, version]));
  for (const { name, steps } of parts) {
    const version = versions.get(name) ?? 0;
    if (version > steps.length)
      throw new Error(`its version ${version} of ${name} is newer than this program`);
    if (version === steps.length) continue;
    for (const step of steps.slice(version)) await queries.run(step, []);
    await queries.run(
      `INSERT INTO schema_versions (part, version) VALUES ($1, $2)
       ON CONFLICT (part) DO UPDATE SET version = excluded.version`,
      [name, steps.length],
    );
  }
}
