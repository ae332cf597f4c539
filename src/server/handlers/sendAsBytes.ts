import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type ByteRange, byteRangeOf } from '../byteRange.ts';
import { entityTagOf, ifMatchOf, isKnownToClient, rangeStillHolds } from '../entityTag.ts';
import { HttpError } from '../httpError.ts';
import { sendPiece } from '../respond.ts';
import type { ArchiveReader, StoredArchive } from '../store/store.ts';
import { withTwoBuffers } from '../transferBuffers.ts';

const mediaType = 'application/octet-stream';

/** True when `Accept` names `application/octet-stream`; who takes anything gets the answer of the base level. */
export function asksForBytes({ headers }: IncomingMessage): boolean {
  return (headers.accept ?? '').split(',').some((range) => {
    const [type = '', ...parameters] = range.toLowerCase().split(';');
    return type.trim() === mediaType && !parameters.some((parameter) => /^\s*q=0(\.0*)?\s*$/.test(parameter));
  });
}

/**
 * Sends an archive, or the part of it that is asked for, as it is (RFC 9110, sections 13 and 14).
 *
 * @param count told of the bytes that have left
 * @throws {HttpError} 412, 416
 */
export async function sendAsBytes(
  request: IncomingMessage,
  response: ServerResponse,
  reader: ArchiveReader,
  count: (bytes: number) => void,
): Promise<void> {
  const { archive } = reader;
  if (ifMatchOf(request)?.(archive.version) === false) throw new HttpError(412, 'The archive has changed');
  if (isKnownToClient(request, archive)) {
    response.writeHead(304, { ETag: entityTagOf(archive) }).end();
    return;
  }
  const range = requestedRange(request, archive);
  const { start, end } = range === 'whole' ? { start: 0, end: archive.size } : range;
  response.writeHead(range === 'whole' ? 200 : 206, {
    ...describe(archive),
    'Content-Length': end - start,
    ...(range !== 'whole' && { 'Content-Range': `bytes ${start}-${end - 1}/${archive.size}` }),
  });
  await sendBytes(response, reader, { start, end }, count);
  response.end();
}

function requestedRange(request: IncomingMessage, archive: StoredArchive): ByteRange | 'whole' {
  if (!rangeStillHolds(request, archive)) return 'whole';
  const range = byteRangeOf(request.headers.range, archive.size);
  if (range !== 'unsatisfiable') return range;
  throw new HttpError(416, 'The range begins after the end of the archive', {
    'Content-Range': `bytes */${archive.size}`,
    ETag: entityTagOf(archive),
  });
}

function describe(archive: StoredArchive): OutgoingHttpHeaders {
  return {
    'Content-Type': mediaType,
    'Accept-Ranges': 'bytes',
    ETag: entityTagOf(archive),
    'Last-Modified': archive.uploadedAt.toUTCString(),
    ...(archive.sha256 !== null && {
      'Repr-Digest': `sha-256=:${Buffer.from(archive.sha256, 'hex').toString('base64')}:`,
    }),
  };
}

/** Reads the next piece while the one before is on its way. */
async function sendBytes(
  response: ServerResponse,
  reader: ArchiveReader,
  { start, end }: ByteRange,
  count: (bytes: number) => void,
): Promise<void> {
  await withTwoBuffers(end - start, async (one, other) => {
    let [reading, spare] = [one, other];
    let sending = Promise.resolve();
    const read = reader.readRange({ start, end });
    for (let position = start; position < end; position += reading.length) {
      const piece = reading.subarray(0, end - position);
      if ((await read(piece)) < piece.length) {
        throw new Error('the archive became shorter while it was read');
      }
      await sending;
      sending = sendPiece(response, piece).then(() => count(piece.length));
      sending.catch(() => undefined);
      [reading, spare] = [spare, reading];
    }
    await sending;
  });
}
