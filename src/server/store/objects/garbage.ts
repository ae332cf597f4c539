import { z } from 'zod';
import type { Queries } from '../../postgres/postgres.ts';
import type { Bucket } from './bucket.ts';

/** So long what was begun may take between two of its parts. */
const begunMilliseconds = 24 * 60 * 60 * 1000;

/** Who died while deleting is made up for after this. */
const againMilliseconds = 10 * 60 * 1000;

const batchSize = 200;
const deletionsAtOnce = 8;

const dueRow = z.object({ key: z.string(), multipart: z.boolean() });
type Due = z.infer<typeof dueRow>;

/** Notes objects that are about to be written. @param multipart true where they are uploaded in parts */
export async function noteBegun(
  queries: Queries,
  keys: readonly string[],
  { multipart = false } = {},
): Promise<void> {
  await queries.run(
    `INSERT INTO garbage (key, multipart, due) SELECT k, $2, milliseconds() + ${begunMilliseconds} FROM unnest($1::text[]) k
     ON CONFLICT (key) DO UPDATE SET due = excluded.due WHERE NOT garbage.condemned`,
    [keys, multipart],
  );
}

/** What was begun is given up: it may be deleted at once. */
export async function giveUp(queries: Queries, keys: readonly string[]): Promise<void> {
  await queries.run('UPDATE garbage SET due = 0 WHERE key = ANY ($1)', [keys]);
}

/** Deletes the objects that no row has named for long enough. Several servers may do so at the same time. */
export async function sweep(queries: Queries, bucket: Bucket): Promise<void> {
  for (;;) {
    // First so that nobody can name them, then deleted, then forgotten: a crash in between loses nothing.
    const due = await queries.query(
      `UPDATE garbage SET condemned = true, due = milliseconds() + ${againMilliseconds} WHERE key IN
         (SELECT key FROM garbage WHERE due <= milliseconds() ORDER BY due LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
       RETURNING key, multipart`,
      [],
      dueRow,
    );
    for (let start = 0; start < due.length; start += deletionsAtOnce) {
      await Promise.all(due.slice(start, start + deletionsAtOnce).map((object) => remove(bucket, object)));
    }
    await queries.run('DELETE FROM garbage WHERE condemned AND key = ANY ($1)', [due.map(({ key }) => key)]);
    if (due.length < batchSize) return;
  }
}

async function remove(bucket: Bucket, { key, multipart }: Due): Promise<void> {
  if (multipart) await bucket.abortParts(key);
  await bucket.delete(key);
}
