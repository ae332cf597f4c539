import type { FileHandle } from 'node:fs/promises';
import { type RawPart, requestRaw } from '../../net/rawArchive.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions } from '../types.ts';
import type { DownloadRecord } from './transferFolder.ts';

/** So many bytes are collected before they are written to disk. */
const writeLength = 1024 * 1024;

/** The server has another archive under that name than the one that was begun. */
export class ArchiveReplaced extends Error {
  override readonly name = 'ArchiveReplaced';
}

/** What lies on disk already, then the rest from the server, which is written to disk too. */
export async function* receiveArchive(
  session: Session,
  record: DownloadRecord,
  file: FileHandle,
  options: TransferOptions,
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

/** Passes chunks on, in pieces that are worth a write; each is written while whoever reads them works on it. */
async function* written(chunks: AsyncIterable<Buffer>, file: FileHandle): AsyncGenerator<Buffer, void, void> {
  let writing = Promise.resolve();
  try {
    for await (const piece of inPieces(chunks)) {
      await writing;
      writing = file.appendFile(piece);
      // Awaited with the next piece; until then a failure must not count as unhandled.
      writing.catch(() => {});
      yield piece;
    }
  } finally {
    // Also when the line dropped: what comes next would be written beside it, or behind a gap.
    await writing;
  }
}

/** What arrived before a line dropped comes too, before the error: it need not arrive again. */
async function* inPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let collected: Buffer[] = [];
  let length = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const chunk of chunks) {
      collected.push(chunk);
      length += chunk.length;
      if (length < writeLength) continue;
      yield Buffer.concat(collected, length);
      collected = [];
      length = 0;
    }
  } catch (error) {
    failure = { error };
  }
  if (length > 0) yield Buffer.concat(collected, length);
  if (failure) throw failure.error;
}
