import { z } from 'zod';
import { HttpError } from '../../httpError.ts';
import type { Queries } from '../../postgres/postgres.ts';
import type { Place } from '../cursor.ts';
import type { Naming, StoredArchive, Usage } from '../store.ts';
import { newVersion } from '../version.ts';
import type { StoredObjects } from './partedBody.ts';

/** An archive, and which objects it is. */
export interface CataloguedArchive extends StoredArchive {
  readonly body: string;
  readonly envelope: string | null;
  readonly envelopeLength: number;
}

const archiveRow = z
  .object({
    name: z.string(),
    size: z.number(),
    uploaded: z.number(),
    version: z.string(),
    sha256: z.string().nullable(),
    body: z.string(),
    envelope: z.string().nullable(),
    envelope_length: z.number(),
  })
  .transform(
    ({ uploaded, envelope_length, ...row }): CataloguedArchive => ({
      ...row,
      uploadedAt: new Date(uploaded),
      envelopeLength: envelope_length,
    }),
  );

const usageRow = z
  .object({ archives: z.number(), archive_bytes: z.number(), uploads: z.number(), upload_bytes: z.number() })
  .transform(
    ({ archive_bytes: archiveBytes, upload_bytes: uploadBytes, ...counts }): Usage => ({
      ...counts,
      archiveBytes,
      uploadBytes,
    }),
  );

const columns = 'name, size, uploaded, version, sha256, body, envelope, envelope_length';

export async function findArchive(
  queries: Queries,
  owner: string,
  name: string,
): Promise<CataloguedArchive | undefined> {
  const sql = `SELECT ${columns} FROM archives WHERE owner = $1 AND name = $2`;
  return (await queries.query(sql, [owner, name], archiveRow))[0];
}

/** The newest archives older than `after`. @param limit null for all */
export function pageOfArchives(
  queries: Queries,
  owner: string,
  limit: number,
  after: Place | undefined,
): Promise<CataloguedArchive[]> {
  const older = after === undefined ? '' : 'AND (uploaded, name) < ($3, $4)';
  return queries.query(
    `SELECT ${columns} FROM archives WHERE owner = $1 ${older} ORDER BY uploaded DESC, name DESC LIMIT $2`,
    [owner, limit, ...(after === undefined ? [] : [after.uploaded, after.name])],
    archiveRow,
  );
}

/** How objects become an archive. */
export interface ObjectNaming extends Naming {
  /** Milliseconds since 1970, for an archive that was uploaded elsewhere before; now without it. */
  readonly uploadedAt?: number;
}

/**
 * Gives complete objects the name of an archive, in place of an earlier one. Inside a transaction.
 *
 * @throws {HttpError} 412 where they must not take the place of anything, and there is one
 */
export async function nameObjects(
  queries: Queries,
  owner: string,
  name: string,
  { body, envelope, envelopeLength, size, sha256 }: StoredObjects,
  { onlyNew = false, uploadedAt }: ObjectNaming = {},
): Promise<CataloguedArchive> {
  const replacing = `DO UPDATE SET size = excluded.size, uploaded = excluded.uploaded, version = excluded.version,
    sha256 = excluded.sha256, body = excluded.body, envelope = excluded.envelope,
    envelope_length = excluded.envelope_length`;
  const [archive] = await queries.query(
    `INSERT INTO archives (owner, name, size, uploaded, version, sha256, body, envelope, envelope_length)
     VALUES ($1, $2, $3, coalesce($4, milliseconds()), $5, $6, $7, $8, $9)
     ON CONFLICT (owner, name) ${onlyNew ? 'DO NOTHING' : replacing}
     RETURNING ${columns}`,
    [owner, name, size, uploadedAt ?? null, newVersion(), sha256, body, envelope, envelopeLength],
    archiveRow,
  );
  if (archive === undefined && onlyNew) throw HttpError.nameTaken();
  if (archive === undefined) throw new Error('the database gave no row for what it stored');
  // It was noted before anybody knew that none would come.
  if (envelope === null) await queries.run("DELETE FROM garbage WHERE key = $1 || '.envelope'", [body]);
  return archive;
}

/** False when it is not of that version any more. */
export async function removeArchive(
  queries: Queries,
  owner: string,
  { name, version }: CataloguedArchive,
): Promise<boolean> {
  const sql = 'DELETE FROM archives WHERE owner = $1 AND name = $2 AND version = $3';
  return (await queries.run(sql, [owner, name, version])) > 0;
}

/** Undefined when it is not of that version any more. */
export async function nameEnvelope(
  queries: Queries,
  owner: string,
  { name, version }: CataloguedArchive,
  envelope: string,
): Promise<CataloguedArchive | undefined> {
  const [archive] = await queries.query(
    `UPDATE archives SET envelope = $4, version = $5, sha256 = NULL
     WHERE owner = $1 AND name = $2 AND version = $3 RETURNING ${columns}`,
    [owner, name, version, envelope, newVersion()],
    archiveRow,
  );
  return archive;
}

export async function usageOf(queries: Queries, owner: string): Promise<Usage> {
  const [usage] = await queries.query(
    `SELECT coalesce(max(o.archives), 0) AS archives, coalesce(max(o.bytes), 0) AS archive_bytes,
       count(u.id) AS uploads, coalesce(sum(u.length), 0)::bigint AS upload_bytes
     FROM (SELECT $1::text AS owner) asked
       LEFT JOIN owners o USING (owner) LEFT JOIN uploads u ON u.owner = asked.owner AND u.body IS NOT NULL`,
    [owner],
    usageRow,
  );
  if (usage === undefined) throw new Error('the database gave no row for a sum');
  return usage;
}

/** Forgets all that an account has; what becomes of the objects, the triggers see to. Inside a transaction. */
export async function forgetOwner(queries: Queries, owner: string): Promise<void> {
  for (const table of ['archives', 'uploads', 'owners']) {
    await queries.run(`DELETE FROM ${table} WHERE owner = $1`, [owner]);
  }
}
