import type { FileHandle } from 'node:fs/promises';
import { type RawPart, requestRaw } from '../../net/rawArchive.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions } from '../types.ts';
import { BatchWriter } from './batchWriter.ts';
import type { DownloadRecord } from './transferFolder.ts';

/** What lies on disk is read in pieces of this size. */
const readLength = 1024 * 1024;

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
    const piece = Buffer.allocUnsafe(Math.min(readLength, offset - position));
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

/**
 * Passes chunks on; they are written while whoever reads them works on them, and each is gone when the next one comes.
 * What arrived before a line dropped comes too, before the error: it need not arrive again.
 */
async function* written(chunks: AsyncIterable<Buffer>, file: FileHandle): AsyncGenerator<Buffer, void, void> {
  const writer = new BatchWriter(file);
  try {
    for await (const chunk of chunks) {
      await writer.add(chunk);
      yield chunk;
    }
  } finally {
    // Also when the line dropped: what comes next would be written beside it, or behind a gap.
    await writer.end();
  }
}
