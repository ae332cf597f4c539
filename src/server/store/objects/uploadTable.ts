import { ERRORS } from '@tus/server';
import { z } from 'zod';
import { HttpError } from '../../httpError.ts';
import type { Postgres, Queries } from '../../postgres/postgres.ts';
import { rememberedUploads } from '../rememberedUploads.ts';
import type { Naming } from '../store.ts';
import { findArchive } from './catalog.ts';
import type { Progress } from './progress.ts';

/** What is known of a resumable upload. */
export interface UploadRecord {
  readonly id: string;
  /** Bytes it will have. */
  readonly length: number;
  readonly metadata: Readonly<Record<string, string | null>>;
  /** Null once it is an archive; the record stays for a while, for a client who never saw the last answer. */
  readonly body: string | null;
  /** True where it must not take the place of an archive. */
  readonly onlyNew: boolean;
  /** Without the tags of its parts. */
  readonly progress: Progress;
}

const recordRow = z
  .object({
    id: z.string(),
    length: z.number(),
    metadata: z.string(),
    body: z.string().nullable(),
    stored: z.number(),
    envelope_length: z.number().nullable(),
    multipart: z.string().nullable(),
    rest: z.string().nullable(),
    only_new: z.boolean(),
  })
  .transform(
    ({ id, length, metadata, body, only_new, stored, envelope_length, multipart, rest }): UploadRecord => ({
      id,
      length,
      metadata: metadataSchema.parse(JSON.parse(metadata)),
      body,
      onlyNew: only_new,
      progress: {
        stored,
        envelopeLength: envelope_length ?? undefined,
        multipart: multipart ?? undefined,
        tags: [],
        rest: rest ?? undefined,
      },
    }),
  );
const metadataSchema = z.record(z.string(), z.string().nullable());
const tagRow = z.object({ etag: z.string() });

const mine = 'owner = $1 AND id = $2';

/** The resumable uploads of one account, in the database. */
export class UploadTable {
  readonly #postgres: Postgres;
  readonly #owner: string;

  constructor(postgres: Postgres, owner: string) {
    this.#postgres = postgres;
    this.#owner = owner;
  }

  /** @throws {HttpError} 412 where it must not take the place of anything, and its name is taken */
  async add(
    id: string,
    length: number,
    metadata: Readonly<Record<string, string | null>>,
    body: string,
    { onlyNew = false }: Naming,
  ): Promise<void> {
    await this.#postgres.transaction(async (queries) => {
      const name = metadata['filename'] ?? '';
      if (onlyNew) {
        await lockName(queries, this.#owner, name);
        await expectFree(queries, this.#owner, name);
      }
      await queries.run(
        `INSERT INTO uploads (owner, id, length, metadata, body, only_new, active)
         VALUES ($1, $2, $3, $4, $5, $6, milliseconds())`,
        [this.#owner, id, length, JSON.stringify(metadata), body, onlyNew],
      );
    });
  }

  /**
   * The upload, which somebody has asked for just now.
   *
   * @throws what the tus library knows, when there is none
   */
  async use(id: string): Promise<UploadRecord> {
    const [record] = await this.#postgres.query(
      `UPDATE uploads SET active = milliseconds() WHERE ${mine}
       RETURNING id, length, metadata, body, only_new, stored, envelope_length, multipart, rest`,
      [this.#owner, id],
      recordRow,
    );
    if (record === undefined) throw ERRORS.FILE_NOT_FOUND;
    return record;
  }

  /** How far it is, with the tags of its parts. */
  async progressOf({ id, progress }: UploadRecord): Promise<Progress> {
    const sql = `SELECT etag FROM upload_parts WHERE ${mine} ORDER BY number`;
    const rows = await this.#postgres.query(sql, [this.#owner, id], tagRow);
    return { ...progress, tags: rows.map(({ etag }) => etag) };
  }

  /** @throws {HttpError} 409 when it is not as far any more as `before` says */
  async save(id: string, before: Progress, now: Progress): Promise<void> {
    await this.#postgres.transaction(async (queries) => {
      const changed = await queries.run(
        `UPDATE uploads SET active = milliseconds(), stored = $4, envelope_length = $5, multipart = $6, rest = $7
         WHERE ${mine} AND stored = $3 AND multipart IS NOT DISTINCT FROM $8 AND body IS NOT NULL`,
        [
          this.#owner,
          id,
          before.stored,
          now.stored,
          now.envelopeLength ?? null,
          now.multipart ?? null,
          now.rest ?? null,
          before.multipart ?? null,
        ],
      );
      if (changed === 0) throw new HttpError(409, 'The upload has gone on elsewhere meanwhile');
      for (const [at, tag] of now.tags.entries()) {
        if (at < before.tags.length) continue;
        const values = [this.#owner, id, at + 1, tag];
        await queries.run(
          'INSERT INTO upload_parts (owner, id, number, etag) VALUES ($1, $2, $3, $4)',
          values,
        );
      }
    });
  }

  /** Notes that it is an archive; false when it was one already. Its objects are to be named in the same transaction. */
  async finish(queries: Queries, id: string): Promise<boolean> {
    const sql = `UPDATE uploads SET body = NULL, rest = NULL WHERE ${mine} AND body IS NOT NULL`;
    if ((await queries.run(sql, [this.#owner, id])) === 0) return false;
    await queries.run(`DELETE FROM upload_parts WHERE ${mine}`, [this.#owner, id]);
    await queries.run(
      `DELETE FROM uploads WHERE owner = $1 AND body IS NULL AND id IN (
         SELECT id FROM uploads WHERE owner = $1 AND body IS NULL ORDER BY active DESC OFFSET ${rememberedUploads}
       )`,
      [this.#owner],
    );
    return true;
  }

  /** False when there is none. */
  async remove(id: string): Promise<boolean> {
    return (await this.#postgres.run(`DELETE FROM uploads WHERE ${mine}`, [this.#owner, id])) > 0;
  }

  /** True when there was one, and nobody has asked for it for so many milliseconds: it is gone now. */
  async expire(id: string, lifetime: number): Promise<boolean> {
    const sql = `DELETE FROM uploads WHERE ${mine} AND active < milliseconds() - $3`;
    return (await this.#postgres.run(sql, [this.#owner, id, lifetime])) > 0;
  }
}

/** Until the transaction ends, nobody else who wants the name to be theirs alone gets any further than here. */
export async function lockName(queries: Queries, owner: string, name: string): Promise<void> {
  await queries.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`name ${owner}/${name}`]);
}

/** @throws {HttpError} 412 where an archive, or an unfinished upload, has that name */
export async function expectFree(queries: Queries, owner: string, name: string): Promise<void> {
  const begun = await queries.query(
    `SELECT id FROM uploads WHERE owner = $1 AND body IS NOT NULL AND metadata::json->>'filename' = $2 LIMIT 1`,
    [owner, name],
    z.object({ id: z.string() }),
  );
  const isTaken = begun.length > 0 || (await findArchive(queries, owner, name)) !== undefined;
  if (isTaken) throw HttpError.nameTaken();
}

/** Removes the uploads of all accounts that nobody has asked for for so many milliseconds. */
export function expireUploads(queries: Queries, lifetime: number): Promise<number> {
  return queries.run('DELETE FROM uploads WHERE active < milliseconds() - $1', [lifetime]);
}
