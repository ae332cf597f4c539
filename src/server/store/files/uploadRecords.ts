import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type KvStore, Upload } from '@tus/server';
import { z } from 'zod';
import type { Row } from '../../database.ts';
import { rememberedUploads } from '../rememberedUploads.ts';

/** What is known of a resumable upload; how far it is, its file tells. */
export interface UploadRecord {
  readonly id: string;
  /** Bytes it will have. */
  readonly length: number;
  readonly metadata: Readonly<Record<string, string | null>>;
  /** Milliseconds since 1970 at the last request for it. */
  readonly active: number;
  /**
   * `committing`: the file is complete and may have become the archive already. `done`: it has; the record stays
   * for a while, so that a client who never saw the last answer learns it.
   */
  readonly state: 'open' | 'committing' | 'done';
  /** True where it must not take the place of an archive. */
  readonly onlyNew: boolean;
}

const metadataSchema = z.record(z.string(), z.string().nullable());
const stateSchema = z.enum(['open', 'committing', 'done']);

/** The resumable uploads of one account, in the database; what the tus library calls a configstore. */
export class UploadRecords implements KvStore<Upload> {
  readonly #database: DatabaseSync;
  readonly #owner: string;
  readonly #clock: () => number;

  /** @param clock gives milliseconds */
  constructor(database: DatabaseSync, owner: string, clock: () => number) {
    this.#database = database;
    this.#owner = owner;
    this.#clock = clock;
  }

  async get(id: string): Promise<Upload | undefined> {
    const record = this.find(id);
    if (record === undefined) return undefined;
    return new Upload({ id, size: record.length, offset: 0, metadata: { ...record.metadata } });
  }

  async set(id: string, { size, metadata = {} }: Upload): Promise<void> {
    if (size === undefined) throw new RangeError('an upload without a length');
    this.#run(
      'INSERT INTO uploads (length, metadata, active, owner, id) VALUES (?, ?, ?, ?, ?)',
      [size, JSON.stringify(metadata), this.#clock()],
      id,
    );
  }

  async delete(id: string): Promise<void> {
    this.#run('DELETE FROM uploads WHERE owner = ? AND id = ?', [], id);
  }

  find(id: string): UploadRecord | undefined {
    const row = this.#prepare('SELECT * FROM uploads WHERE owner = ? AND id = ?').get(this.#owner, id);
    return row === undefined ? undefined : recordOf(row);
  }

  all(): UploadRecord[] {
    return this.#prepare('SELECT * FROM uploads WHERE owner = ?').all(this.#owner).map(recordOf);
  }

  /** Notes that somebody has asked for it just now. */
  touch(id: string): void {
    this.#run('UPDATE uploads SET active = ? WHERE owner = ? AND id = ?', [this.#clock()], id);
  }

  /** True where an unfinished upload has that name. */
  isBegun(name: string): boolean {
    const sql = `SELECT 1 FROM uploads WHERE owner = ? AND state <> 'done' AND json_extract(metadata, '$.filename') = ?`;
    return this.#prepare(sql).get(this.#owner, name) !== undefined;
  }

  /** Notes that it must not take the place of an archive. */
  setOnlyNew(id: string): void {
    this.#run('UPDATE uploads SET only_new = 1 WHERE owner = ? AND id = ?', [], id);
  }

  setState(id: string, state: UploadRecord['state']): void {
    this.#run('UPDATE uploads SET state = ? WHERE owner = ? AND id = ?', [state], id);
    if (state === 'done') this.#forgetOldestDone();
  }

  #forgetOldestDone(): void {
    this.#prepare(
      `DELETE FROM uploads WHERE owner = :owner AND id IN (
         SELECT id FROM uploads WHERE owner = :owner AND state = 'done' ORDER BY active DESC LIMIT -1 OFFSET :kept
       )`,
    ).run({ ':owner': this.#owner, ':kept': rememberedUploads });
  }

  #run(sql: string, values: readonly SQLInputValue[], id: string): void {
    this.#prepare(sql).run(...values, this.#owner, id);
  }

  #prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }
}

/** The accounts that have resumable uploads. */
export function ownersOfUploads(database: DatabaseSync): string[] {
  const rows = database.prepare('SELECT DISTINCT owner FROM uploads').all();
  return rows.map(({ owner }) => String(owner));
}

function recordOf(row: Row): UploadRecord {
  return {
    id: String(row['id']),
    length: Number(row['length']),
    metadata: metadataSchema.parse(JSON.parse(String(row['metadata']))),
    active: Number(row['active']),
    state: stateSchema.parse(row['state']),
    onlyNew: row['only_new'] === 1,
  };
}
