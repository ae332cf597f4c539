import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { checkSession, misbehaved, readAnswer, readMessage, refusalOf } from './answers.ts';
import type { SessionId } from './api.ts';
import type { ConnectionPool } from './connectionPool.ts';
import { fileNameField } from './fileName.ts';
import type { Response } from './http/exchange.ts';
import type { RequestHead, RequestHeaders } from './http/request.ts';
import { contentLength } from './http/responseHead.ts';
import { hostField, type Peer } from './peer.ts';

/** A part of an archive as it arrives, or all of it. */
export interface RawPart {
  /** Bytes of the whole archive. */
  readonly total: number;
  /** Strong; another one means another archive. */
  readonly etag: string;
  /** Where the part begins. */
  readonly start: number;
  /** Must be read to its end, or returned. */
  readonly chunks: Response['body'];
}

/** Which bytes are asked for; the end is exclusive, and that of the archive where absent. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
  /** Only if the archive is still this one; all of it comes otherwise. */
  readonly ifEtag?: string;
}

/**
 * Asks for the bytes of an archive, or some of them (RFC 9110, section 14).
 *
 * @throws {UserError} `archive-not-found`, `session-ended`, `server-misbehaved`, and those of the connection
 */
export async function requestRaw(
  pool: ConnectionPool,
  sessionId: SessionId,
  name: string,
  range: ByteRange | undefined,
  signal?: AbortSignal,
): Promise<RawPart> {
  const { peer } = pool;
  const fields: [string, string][] = [['Accept', 'application/octet-stream']];
  if (range) {
    const last = range.end === undefined ? '' : String(range.end - 1);
    fields.push(['Range', `bytes=${range.start}-${last}`]);
    if (range.ifEtag !== undefined) fields.push(['If-Range', range.ifEtag]);
  }
  const response = await pool.send({
    head: archiveRequest(peer, 'GET', '/download-file', sessionId, name, fields),
    signal,
    awaited: 'archive',
  });
  try {
    await expectArchive(peer, response, name);
    return await partOf(peer, response, range);
  } catch (error) {
    // What is not read to its end would keep the connection.
    await response.body.return?.();
    throw error;
  }
}

async function partOf(peer: Peer, response: Response, asked: ByteRange | undefined): Promise<RawPart> {
  const etag = strongEtag(peer, response);
  switch (response.head.status) {
    case 200: {
      const total = contentLength(response.head);
      if (total === undefined) throw misbehaved(peer, 'an archive without its length', undefined);
      // A server that honours ranges sends all of an archive only when it is another one by now.
      if (asked && (asked.ifEtag === undefined || asked.ifEtag === etag))
        throw misbehaved(peer, 'all of an archive, of which a part was asked for', undefined);
      return { total, etag, start: 0, chunks: response.body };
    }
    case 206: {
      const { start, end, total } = contentRange(peer, response, asked);
      return { total, etag, start, chunks: exactly(peer, response.body, end - start) };
    }
    default:
      throw await refusalOf(peer, response);
  }
}

/** Removes an archive. @throws {UserError} `archive-not-found`, and those of the connection */
export async function requestDelete(
  pool: ConnectionPool,
  sessionId: SessionId,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const { peer } = pool;
  const head = archiveRequest(peer, 'POST', '/delete-file', sessionId, name, [['Content-Length', '0']]);
  const response = await pool.send({ head, signal });
  await expectArchive(peer, response, name);
  await readAnswer(peer, response, z.object({ message: z.string() }));
}

/**
 * Replaces the envelope of an archive by one of the same length.
 *
 * @param etag of the archive that it was made for
 * @throws {UserError} `archive-not-found`, `archive-changed`, and those of the connection
 */
export async function requestRewrap(
  pool: ConnectionPool,
  sessionId: SessionId,
  name: string,
  etag: string,
  envelope: Buffer,
): Promise<void> {
  const { peer } = pool;
  const head = archiveRequest(peer, 'POST', '/rewrap-file', sessionId, name, [
    ['If-Match', etag],
    ['Content-Type', 'application/octet-stream'],
    ['Content-Length', String(envelope.length)],
  ]);
  const response = await pool.send({
    head,
    body: { length: envelope.length, chunks: only(envelope) },
  });
  await expectArchive(peer, response, name);
  if (response.head.status === 412) {
    await readMessage(peer, response);
    throw new UserError('archive-changed', { name });
  }
  await readAnswer(peer, response, z.object({ message: z.string() }));
}

function archiveRequest(
  peer: Peer,
  method: RequestHead['method'],
  target: string,
  sessionId: SessionId,
  name: string,
  headers: RequestHeaders,
): RequestHead {
  const fileName = fileNameField(name, 'extended');
  // What cannot be asked for cannot have been stored.
  if (fileName === null) throw new UserError('archive-not-found', { name });
  const own: RequestHeaders = [
    ['Host', hostField(peer)],
    ['Authorization', sessionId],
    ['File-Name', fileName],
  ];
  return { method, target, headers: [...own, ...headers] };
}

async function expectArchive(peer: Peer, response: Response, name: string): Promise<void> {
  await checkSession(peer, response);
  if (response.head.status !== 404) return;
  await readMessage(peer, response);
  throw new UserError('archive-not-found', { name });
}

function strongEtag(peer: Peer, response: Response): string {
  const [etag = ''] = response.head.fields.get('etag') ?? [];
  if (response.head.status >= 300 || /^"[\x21\x23-\x7e]*"$/.test(etag)) return etag;
  throw misbehaved(peer, 'an archive without a strong ETag', undefined);
}

/** The range of a 206, which must be the one asked for. */
function contentRange(
  peer: Peer,
  response: Response,
  asked: ByteRange | undefined,
): { start: number; end: number; total: number } {
  const [field = ''] = response.head.fields.get('content-range') ?? [];
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(field);
  const [start, last, total] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  const end = Math.min(asked?.end ?? total, total);
  if (!asked || start !== asked.start || last + 1 !== end) {
    throw misbehaved(peer, 'another range than was asked for', undefined);
  }
  return { start, end, total };
}

/** A body that has to be of that length, whatever frames it: who asks for a few bytes keeps them in memory. */
function exactly(peer: Peer, body: Response['body'], length: number): Response['body'] {
  let left = length;
  return {
    async next() {
      const step = await body.next();
      left -= step.done ? 0 : step.value.length;
      if (left >= 0 && !(step.done && left > 0)) return step;
      await body.return?.();
      throw misbehaved(peer, 'another length than that of the range it names', undefined);
    },
    async return() {
      await body.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer, void, void> {
  yield bytes;
}
