import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { makePrivateFolder } from '../common/atomicFile.ts';
import { asUserError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';

/** The file of a data folder that holds the accounts and what is known of the archives. */
export const databaseName = 'server.db';

const schemaVersion = 2;

/** How long a statement waits for another process that writes. */
const busyMilliseconds = 5000;

/** What SQLite says where the disk has no room left: SQLITE_FULL, and SQLITE_IOERR_SHMSIZE for the index of its log. */
const fullCodes: readonly unknown[] = [13, 4874];

const schema = `
CREATE TABLE accounts (
  username TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
  password TEXT NOT NULL,
  generation TEXT NOT NULL,
  quota INTEGER,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE archives (
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  uploaded INTEGER NOT NULL,
  stamp TEXT NOT NULL,
  version TEXT NOT NULL,
  sha256 TEXT,
  PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX archives_by_time ON archives (owner, uploaded, name);
CREATE INDEX archives_to_digest ON archives (owner, name) WHERE sha256 IS NULL;

CREATE TABLE owners (
  owner TEXT NOT NULL PRIMARY KEY,
  archives INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  folder TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TRIGGER archive_added AFTER INSERT ON archives BEGIN
  INSERT INTO owners (owner, archives, bytes) VALUES (new.owner, 1, new.size)
    ON CONFLICT DO UPDATE SET archives = archives + 1, bytes = bytes + new.size;
END;
CREATE TRIGGER archive_removed AFTER DELETE ON archives BEGIN
  UPDATE owners SET archives = archives - 1, bytes = bytes - old.size WHERE owner = old.owner;
END;
CREATE TRIGGER archive_changed AFTER UPDATE OF size ON archives BEGIN
  UPDATE owners SET bytes = bytes - old.size + new.size WHERE owner = new.owner;
END;

CREATE TABLE uploads (
  owner TEXT NOT NULL,
  id TEXT NOT NULL,
  length INTEGER NOT NULL,
  metadata TEXT NOT NULL,
  active INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'committing', 'done')),
  only_new INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = ${schemaVersion};
`;

/** What leads from version 1 to this one. */
const sinceFirst = `
ALTER TABLE uploads ADD COLUMN only_new INTEGER NOT NULL DEFAULT 0;
PRAGMA user_version = ${schemaVersion};
`;

/** A row as SQLite gives it; the tables are strict, so its types are those of the schema. */
export type Row = Record<string, SQLOutputValue>;

/**
 * Opens the database of a data folder; both are made if missing, for their owner alone. Write-ahead logging lets
 * the commands for accounts write while a server runs.
 *
 * @param durable every change survives a power cut, not only the end of the process
 * @throws {UserError} `path-unreadable` when it is damaged or of a newer version, `disk-full`, `write-refused`
 */
export async function openDatabase(
  dataFolder: string,
  { durable }: { durable: boolean },
): Promise<DatabaseSync> {
  const path = join(dataFolder, databaseName);
  await asUserError(path, async () => {
    await makePrivateFolder(dataFolder);
    // SQLite gives its other files the permissions of this one.
    await (await open(path, 'a', 0o600)).close();
  });
  try {
    const database = new DatabaseSync(path, { timeout: busyMilliseconds });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    prepareSchema(database);
    return database;
  } catch (error) {
    if (isDatabaseFull(error)) throw new UserError('disk-full', { path }, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('path-unreadable', { path, reason }, { cause: error });
  }
}

function prepareSchema(database: DatabaseSync): void {
  transaction(database, () => {
    const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
    if (version === 0) database.exec(schema);
    else if (version === 1) database.exec(sinceFirst);
    else if (version !== schemaVersion) throw new Error(`its version ${version} is newer than this program`);
  });
}

/** Runs `work`, which must not wait for anything, in one transaction: all of it happens or nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** True for SQLite's way of saying that the disk is full. */
export function isDatabaseFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && fullCodes.includes(error.errcode);
}
