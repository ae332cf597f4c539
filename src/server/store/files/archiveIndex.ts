import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Row, transaction } from '../../database.ts';
import type { Place } from '../cursor.ts';
import type { StoredArchive, Usage } from '../store.ts';

/** What the database knows of an archive. */
export interface IndexedArchive extends StoredArchive {
  /** What the file looked like: where it looks otherwise now, the rest is out of date. */
  readonly stamp: string;
}

/** An archive whose SHA-256 is not known yet. */
export interface Undigested {
  readonly owner: string;
  readonly name: string;
  readonly version: string;
}

/** What is known of the archives, in the database. All of it can be found out again from the files. */
export class ArchiveIndex {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #first: StatementSync;
  readonly #after: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #stamps: StatementSync;
  readonly #owner: StatementSync;
  readonly #owners: StatementSync;
  readonly #setFolder: StatementSync;
  readonly #unfinished: StatementSync;
  readonly #undigested: StatementSync;
  readonly #setDigest: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const columns = 'name, size, uploaded, stamp, version, sha256';
    const newestFirst = 'ORDER BY uploaded DESC, name DESC LIMIT ?';
    this.#find = database.prepare(`SELECT ${columns} FROM archives WHERE owner = ? AND name = ?`);
    this.#first = database.prepare(`SELECT ${columns} FROM archives WHERE owner = ? ${newestFirst}`);
    this.#after = database.prepare(
      `SELECT ${columns} FROM archives WHERE owner = ? AND (uploaded, name) < (?, ?) ${newestFirst}`,
    );
    this.#put = database.prepare(
      `INSERT INTO archives (owner, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
       size = excluded.size, uploaded = excluded.uploaded, stamp = excluded.stamp, version = excluded.version,
       sha256 = excluded.sha256`,
    );
    this.#remove = database.prepare('DELETE FROM archives WHERE owner = ? AND name = ?');
    this.#stamps = database.prepare('SELECT name, stamp FROM archives WHERE owner = ?');
    this.#owner = database.prepare('SELECT archives, bytes, folder FROM owners WHERE owner = ?');
    this.#owners = database.prepare('SELECT owner FROM owners');
    this.#setFolder = database.prepare(
      'INSERT INTO owners (owner, folder) VALUES (?, ?) ON CONFLICT DO UPDATE SET folder = excluded.folder',
    );
    this.#unfinished = database.prepare(
      "SELECT count(*) AS uploads, total(length) AS bytes FROM uploads WHERE owner = ? AND state <> 'done'",
    );
    this.#undigested = database.prepare(
      'SELECT owner, name, version FROM archives WHERE sha256 IS NULL LIMIT ?',
    );
    this.#setDigest = database.prepare(
      'UPDATE archives SET sha256 = ? WHERE owner = ? AND name = ? AND version = ?',
    );
  }

  find(owner: string, name: string): IndexedArchive | undefined {
    const row = this.#find.get(owner, name);
    return row === undefined ? undefined : archiveOf(row);
  }

  /** The `limit` newest archives older than `after`. */
  page(owner: string, limit: number, after: Place | undefined): IndexedArchive[] {
    const rows =
      after === undefined
        ? this.#first.all(owner, limit)
        : this.#after.all(owner, after.uploaded, after.name, limit);
    return rows.map(archiveOf);
  }

  put(owner: string, { name, size, uploadedAt, stamp, version, sha256 }: IndexedArchive): void {
    this.#put.run(owner, name, size, uploadedAt.getTime(), stamp, version, sha256);
  }

  remove(owner: string, name: string): void {
    this.#remove.run(owner, name);
  }

  /** Forgets all of an account. */
  forget(owner: string): void {
    this.transaction(() => {
      for (const table of ['archives', 'uploads', 'owners']) {
        this.#database.prepare(`DELETE FROM ${table} WHERE owner = ?`).run(owner);
      }
    });
  }

  /** Stamps by name. */
  stamps(owner: string): Map<string, string> {
    return new Map(this.#stamps.all(owner).map((row) => [String(row['name']), String(row['stamp'])]));
  }

  usage(owner: string): Usage {
    const archives = this.#owner.get(owner);
    const uploads = this.#unfinished.get(owner);
    return {
      archives: Number(archives?.['archives'] ?? 0),
      archiveBytes: Number(archives?.['bytes'] ?? 0),
      uploads: Number(uploads?.['uploads']),
      uploadBytes: Number(uploads?.['bytes']),
    };
  }

  /** The accounts that have, or had, archives. */
  owners(): string[] {
    return this.#owners.all().map(({ owner }) => String(owner));
  }

  /** What the account's folder looked like when the index was last in step with it; empty at first. */
  folderStamp(owner: string): string {
    return String(this.#owner.get(owner)?.['folder'] ?? '');
  }

  setFolderStamp(owner: string, stamp: string): void {
    this.#setFolder.run(owner, stamp);
  }

  undigested(limit: number): Undigested[] {
    return this.#undigested.all(limit).map((row) => ({
      owner: String(row['owner']),
      name: String(row['name']),
      version: String(row['version']),
    }));
  }

  /** Unless the archive has changed since. An empty text: it could not be read, and will not be tried again. */
  setDigest({ owner, name, version }: Undigested, sha256: string): void {
    this.#setDigest.run(sha256, owner, name, version);
  }

  /** All of `work`, which must not wait for anything, or nothing of it. */
  transaction<T>(work: () => T): T {
    return transaction(this.#database, work);
  }
}

function archiveOf(row: Row): IndexedArchive {
  return {
    name: String(row['name']),
    size: Number(row['size']),
    uploadedAt: new Date(Number(row['uploaded'])),
    stamp: String(row['stamp']),
    version: String(row['version']),
    sha256: row['sha256'] ? String(row['sha256']) : null,
  };
}
