import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../../common/errors.ts';
import { type RawPart, requestRaw } from '../../net/rawArchive.ts';
import { countBytes } from '../countBytes.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { DownloadOptions, DownloadResult } from '../types.ts';
import { type DownloadRecord, isOwned, TransferFolder, thisOwner } from './transferFolder.ts';

/** So many bytes are collected before they are written to disk. */
const writeLength = 1024 * 1024;

/** The server has another archive under that name than the one that was begun. */
class ArchiveReplaced extends Error {
  override readonly name = 'ArchiveReplaced';
}

/**
 * Receives an archive so that it can go on after anything, and restores it meanwhile. The sealed bytes that
 * arrived lie in the home until everything is restored; nothing of it is in the clear.
 *
 * @throws {UserError} of the connection, when trying again did not help: what arrived is kept then; of the
 *   archive and the local disk
 */
export async function downloadResumably(
  session: Session,
  name: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  for (;;) {
    const { folder, record, isResumed } = await findOrBegin(session, name, options);
    if (isResumed) options.onNotice?.('resumed');
    try {
      const result = await receiveAndRestore(session, folder, record, options);
      await folder.remove();
      return result;
    } catch (error) {
      if (isWorthKeeping(error)) throw error;
      await folder.remove();
      // What lay on disk may have suffered from a crash; the server has it whole.
      if (!(error instanceof ArchiveReplaced) && !(isResumed && isDamage(error))) throw error;
      options.onNotice?.('restarted-server-changed');
    }
  }
}

async function findOrBegin(
  session: Session,
  name: string,
  { destination, overwrite = 'never', only = [], signal }: DownloadOptions,
): Promise<{ folder: TransferFolder; record: DownloadRecord; isResumed: boolean }> {
  const { home, host, port, username, pool } = session;
  for (const { folder, record } of await TransferFolder.list(home)) {
    const isSame =
      record.kind === 'download' &&
      !isOwned(record) &&
      [record.name, record.destination, record.host, record.port, record.username].join('\0') ===
        [name, destination, host, port, username].join('\0');
    if (!isSame) continue;
    const owned = { ...record, overwrite, only: [...only], owner: thisOwner() };
    await folder.write(owned);
    return { folder, record: owned, isResumed: true };
  }
  const first = await withSessionId(
    session,
    (id) => requestRaw(pool, id, name, { start: 0, end: 1 }, signal),
    signal,
  );
  await first.chunks.return?.();
  const folder = await TransferFolder.create(home);
  const record: DownloadRecord = {
    version: 1,
    kind: 'download',
    host,
    port,
    username,
    name,
    startedAt: new Date().toISOString(),
    owner: thisOwner(),
    destination,
    overwrite,
    only: [...only],
    etag: first.etag,
    size: first.total,
  };
  await folder.write(record);
  return { folder, record, isResumed: false };
}

async function receiveAndRestore(
  session: Session,
  folder: TransferFolder,
  record: DownloadRecord,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { destination, overwrite = 'never', only = [], legacy = false, setOwner = false, signal } = options;
  const file = await open(folder.file('archive'), 'a+', 0o600);
  try {
    const chunks = countBytes(receive(session, record, file, options), (doneBytes) => {
      options.onProgress?.({ stage: 'receiving', doneBytes, totalBytes: record.size });
    });
    const report = await session.keys.storage.restore(chunks, {
      name: record.name,
      destination,
      overwrite,
      only,
      setOwner,
      renamed: 'refuse',
      stagingName: folder.id,
      ...(legacy ? { legacyPassword: session.password } : {}),
      ...(signal ? { signal } : {}),
    });
    return { name: record.name, ...report };
  } finally {
    await file.close();
  }
}

/** What lies on disk already, then the rest from the server, which is written to disk too. */
async function* receive(
  session: Session,
  record: DownloadRecord,
  file: FileHandle,
  options: DownloadOptions,
): AsyncGenerator<Buffer, void, void> {
  let offset = Math.min((await file.stat()).size, record.size);
  for (let position = 0; position < offset; ) {
    const piece = Buffer.allocUnsafe(Math.min(writeLength, offset - position));
    const { bytesRead } = await file.read(piece, 0, piece.length, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
  const backoff = new Backoff(options);
  while (offset < record.size) {
    try {
      const part = await requestRest(session, record, offset, options.signal);
      for await (const chunk of written(part.chunks, file)) {
        offset += chunk.length;
        yield chunk;
      }
    } catch (error) {
      await backoff.failed(error, offset);
    }
  }
}

async function requestRest(
  session: Session,
  { name, etag, size }: DownloadRecord,
  offset: number,
  signal: AbortSignal | undefined,
): Promise<RawPart> {
  const range = { start: offset, ifEtag: etag };
  const part = await withSessionId(
    session,
    (id) => requestRaw(session.pool, id, name, range, signal),
    signal,
  );
  if (part.start === offset && part.etag === etag && part.total === size) return part;
  await part.chunks.return?.();
  throw new ArchiveReplaced('another archive of that name');
}

/** Passes chunks on, in pieces that are worth a write, each after it is on disk. */
async function* written(chunks: AsyncIterable<Buffer>, file: FileHandle): AsyncGenerator<Buffer, void, void> {
  let collected: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      collected.push(chunk);
      length += chunk.length;
      if (length < writeLength) continue;
      const piece = Buffer.concat(collected, length);
      collected = [];
      length = 0;
      await file.appendFile(piece);
      yield piece;
    }
  } catch (error) {
    // What arrived before the line dropped need not arrive again.
    const piece = Buffer.concat(collected, length);
    collected = [];
    if (piece.length > 0) {
      await file.appendFile(piece);
      yield piece;
    }
    throw error;
  }
  if (length > 0) {
    const piece = Buffer.concat(collected, length);
    await file.appendFile(piece);
    yield piece;
  }
}

/** True for what leaves an archive that can be gone on with later. */
function isWorthKeeping(error: unknown): boolean {
  if (error instanceof ArchiveReplaced) return false;
  return !(error instanceof UserError) || error.exitCode === 3 || error.code === 'session-ended';
}

function isDamage(error: unknown): boolean {
  return (
    error instanceof UserError && (error.code === 'archive-damaged' || error.code === 'archive-truncated')
  );
}
