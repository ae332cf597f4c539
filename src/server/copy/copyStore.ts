import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { toReadError } from '../../common/diskErrors.ts';
import { UserError } from '../../common/errors.ts';
import { AccountTable } from '../accountTable.ts';
import { HttpError } from '../httpError.ts';
import { openAccounts } from '../localAccounts.ts';
import { allParts } from '../postgres/parts.ts';
import { Postgres } from '../postgres/postgres.ts';
import { SharedAccounts } from '../postgres/sharedAccounts.ts';
import { noMetrics } from '../serverMetrics.ts';
import { ArchiveIndex } from '../store/files/archiveIndex.ts';
import { stampOfOpen } from '../store/files/fileStamp.ts';
import { Layout } from '../store/files/layout.ts';
import { type CataloguedArchive, findArchive } from '../store/objects/catalog.ts';
import { ObjectStore } from '../store/objects/objectStore.ts';
import { openBucket, type StorePlace, storeAway } from '../store/objects/openBucket.ts';
import { listSource, openSource, readSource, type SourceArchive, type SourceFile } from './sourceArchives.ts';

export interface CopyOptions extends StorePlace {
  readonly dataFolder: string;
  readonly databaseUrl: string;
  readonly signal: AbortSignal;
  /** Told how many bytes of how many are done. */
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/** What has become of the archives, and how many accounts are new. */
export interface CopyResult {
  accounts: number;
  copied: number;
  /** Those of the copied ones. */
  bytes: number;
  /** Were there already, the same. */
  present: number;
  /** Are there too, but newer. */
  newer: number;
}

/** A small archive takes a dozen round trips and little else. */
const atOnce = 6;

const pieceBytes = 512 * 1024;

/**
 * Copies the accounts and archives of a data folder to where several servers share them, and reads back what it has written.
 * Run again, it goes on. A server may work on the folder meanwhile; what is deleted there after it was copied stays copied.
 *
 * @throws {UserError} `usage`; `path-not-found`, `path-unreadable`, `disk-full`, `write-refused` for the folder; `database-away`,
 * `database-refused`, `store-away`; `copy-differs`
 */
export async function copyStore(options: CopyOptions): Promise<CopyResult> {
  const { dataFolder, databaseUrl, signal, onProgress } = options;
  const layout = new Layout(dataFolder);
  // A folder that is not there would be made otherwise.
  const archives = await readOf(dataFolder, async () => {
    await access(dataFolder);
    return listSource(layout);
  });
  const bucket = await openBucket(options, noMetrics);
  const postgres = await Postgres.open(databaseUrl, allParts, () => undefined);
  const database = await openAccounts(dataFolder, { durable: true });
  const target = { postgres, store: new ObjectStore({ bucket, postgres, uploadLifetime: 0 }) };
  const source = { layout, index: new ArchiveIndex(database) };
  try {
    const accounts = await copyAccounts(new AccountTable(database), new SharedAccounts(postgres));
    const result: CopyResult = { accounts, copied: 0, bytes: 0, present: 0, newer: 0 };
    const total = archives.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    const count = (bytes: number): void => {
      done += bytes;
      onProgress(done, total);
    };
    const waiting = archives.values();
    const work = async (): Promise<void> => {
      for (const archive of waiting) {
        signal.throwIfAborted();
        const outcome = await copyArchive(source, target, archive, signal, count);
        if (outcome === undefined) continue;
        result[outcome] += 1;
        if (outcome === 'copied') result.bytes += archive.size;
        else count(archive.size);
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: atOnce }, work));
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
    return result;
  } catch (error) {
    throw error instanceof HttpError ? storeAway(options, error) : error;
  } finally {
    database.close();
    bucket.close();
    await postgres.close();
  }
}

async function readOf<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw toReadError(path, error);
  }
}

/** Those that are there already stay as they are there. */
async function copyAccounts(from: AccountTable, to: SharedAccounts): Promise<number> {
  let added = 0;
  for (const { username, quota, createdAt } of from.list()) {
    if (await to.add(username, from.passwordOf(username), quota, createdAt)) added += 1;
  }
  return added;
}

interface Source {
  readonly layout: Layout;
  readonly index: ArchiveIndex;
}

interface Target {
  readonly postgres: Postgres;
  readonly store: ObjectStore;
}

/** Undefined for an archive that has gone meanwhile. */
async function copyArchive(
  { layout, index }: Source,
  target: Target,
  archive: SourceArchive,
  signal: AbortSignal,
  count: (bytes: number) => void,
): Promise<'copied' | 'present' | 'newer' | undefined> {
  for (;;) {
    const source = await readOf(layout.archivesOf(archive.owner), () => openSource(layout, index, archive));
    if (source === undefined) return undefined;
    try {
      const known = await findArchive(target.postgres, archive.owner, archive.name);
      if (known !== undefined && (await isSame(source, known))) return 'present';
      if (known !== undefined && isNewer(source, known)) return 'newer';
      const sha256 = await write(target.store, archive, source, signal, count);
      // A server that works on the folder may have given it another envelope meanwhile.
      if ((await stampOfOpen(source.file)) !== source.stamp) continue;
      await verify(target.store, archive, sha256, signal);
      return 'copied';
    } finally {
      await source.file.close();
    }
  }
}

async function isSame(source: SourceFile, { size, sha256 }: CataloguedArchive): Promise<boolean> {
  if (size !== source.size || sha256 === null) return false;
  return sha256 === (source.sha256 ?? (await readSource(source)));
}

/** What has been changed there is not to be changed back: a new envelope leaves the time as it is, and takes the digest. */
function isNewer({ uploadedAt }: SourceFile, known: CataloguedArchive): boolean {
  const there = known.uploadedAt.getTime();
  return there > uploadedAt || (there === uploadedAt && known.sha256 === null);
}

async function write(
  store: ObjectStore,
  { owner, name }: SourceArchive,
  source: SourceFile,
  signal: AbortSignal,
  count: (bytes: number) => void,
): Promise<string> {
  const writer = await store.create(owner, name, source.size, { uploadedAt: source.uploadedAt });
  try {
    const sha256 = await readSource(source, async (bytes) => {
      signal.throwIfAborted();
      await writer.write(bytes);
      count(bytes.length);
    });
    await writer.commit();
    return sha256;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** @throws {UserError} `copy-differs` */
async function verify(
  store: ObjectStore,
  { owner, name }: SourceArchive,
  sha256: string,
  signal: AbortSignal,
): Promise<void> {
  const reader = await store.open(owner, name);
  const digest = createHash('sha256');
  try {
    const end = reader?.archive.size ?? 0;
    const read = reader?.readRange({ start: 0, end });
    const buffer = Buffer.allocUnsafeSlow(pieceBytes);
    for (let left = end; read !== undefined && left > 0; ) {
      signal.throwIfAborted();
      const filled = await read(buffer);
      digest.update(buffer.subarray(0, filled));
      left -= filled;
    }
  } finally {
    await reader?.close();
  }
  if (digest.digest('hex') !== sha256) throw new UserError('copy-differs', { owner, archive: name });
}
