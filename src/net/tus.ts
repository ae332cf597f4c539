import { checkSession, misbehaved, readMessage, refusalOf } from './answers.ts';
import { onlyNewField, type SessionId } from './api.ts';
import type { ConnectionPool } from './connectionPool.ts';
import type { Response } from './http/exchange.ts';
import type { RequestHead, RequestHeaders } from './http/request.ts';
import type { RequestBody } from './http/requestSender.ts';
import { hostField, type Peer } from './peer.ts';

/** The path of one upload on the server. */
export type TusUpload = string & { readonly brand: 'TusUpload' };

const version: readonly [string, string] = ['Tus-Resumable', '1.0.0'];

/**
 * Announces an upload (tus 1.0.0, "Creation") that is to take the place of nothing, where the server knows how.
 *
 * @param path of the uploads, as the server announced it
 * @throws {UserError} `session-ended`, `server-answered` (with 412 where the name is taken), `server-misbehaved`, and those
 *   of the connection
 */
export async function createTusUpload(
  pool: ConnectionPool,
  sessionId: SessionId,
  path: string,
  file: { readonly name: string; readonly size: number },
  signal?: AbortSignal,
): Promise<TusUpload> {
  const { peer } = pool;
  const head = request(peer, 'POST', path, sessionId, [
    ['Upload-Length', String(file.size)],
    ['Upload-Metadata', `filename ${Buffer.from(file.name, 'utf8').toString('base64')}`],
    onlyNewField,
    ['Content-Length', '0'],
  ]);
  const response = await pool.send({ head, signal });
  await expectStatus(peer, response, 201);
  const [location = ''] = response.head.fields.get('location') ?? [];
  return uploadPath(peer, location, path);
}

/**
 * How many bytes of an upload the server has; null when it knows nothing of it any more.
 *
 * @throws {UserError} as `createTusUpload`
 */
export async function tusOffset(
  pool: ConnectionPool,
  sessionId: SessionId,
  upload: TusUpload,
  signal?: AbortSignal,
): Promise<number | null> {
  const response = await ask(pool, 'HEAD', upload, sessionId, signal, { hoped: 200, gone: [404, 410] });
  return response && readOffset(pool.peer, response);
}

/**
 * Sends the rest of an upload from `offset`.
 *
 * @throws {UserError} as `createTusUpload`; whatever the body throws
 */
export async function appendTusUpload(
  pool: ConnectionPool,
  sessionId: SessionId,
  upload: TusUpload,
  offset: number,
  body: RequestBody,
  signal?: AbortSignal,
): Promise<void> {
  const { peer } = pool;
  const head = request(peer, 'PATCH', upload, sessionId, [
    ['Upload-Offset', String(offset)],
    ['Content-Type', 'application/offset+octet-stream'],
    ['Content-Length', String(body.length)],
  ]);
  const response = await pool.send({ head, body, signal });
  await expectStatus(peer, response, 204);
  if (readOffset(peer, response) !== offset + body.length)
    throw misbehaved(peer, 'an upload that is not where it was sent to', undefined);
}

/** Gives an upload up, on the server too (tus 1.0.0, "Termination"). @throws {UserError} as `createTusUpload` */
export async function terminateTusUpload(
  pool: ConnectionPool,
  sessionId: SessionId,
  upload: TusUpload,
  signal?: AbortSignal,
): Promise<void> {
  // 409: it is complete, and an archive now.
  await ask(pool, 'DELETE', upload, sessionId, signal, { hoped: 204, gone: [404, 409, 410] });
}

/** Asks something of an upload, without a body; null where there is no such upload any more. */
async function ask(
  pool: ConnectionPool,
  method: RequestHead['method'],
  upload: TusUpload,
  sessionId: SessionId,
  signal: AbortSignal | undefined,
  { hoped, gone }: { readonly hoped: number; readonly gone: readonly number[] },
): Promise<Response | null> {
  const { peer } = pool;
  const response = await pool.send({ head: request(peer, method, upload, sessionId, []), signal });
  if (gone.includes(response.head.status)) {
    await readMessage(peer, response);
    return null;
  }
  await expectStatus(peer, response, hoped);
  return response;
}

function request(
  peer: Peer,
  method: RequestHead['method'],
  target: string,
  sessionId: SessionId,
  headers: RequestHeaders,
): RequestHead {
  return {
    method,
    target,
    headers: [['Host', hostField(peer)], ['Authorization', sessionId], version, ...headers],
  };
}

async function expectStatus(peer: Peer, response: Response, status: number): Promise<void> {
  await checkSession(peer, response);
  if (response.head.status !== status) throw await refusalOf(peer, response);
  await readMessage(peer, response);
}

/** An upload lives below the path that was announced, on the same host: the session id goes nowhere else. */
function uploadPath(peer: Peer, location: string, path: string): TusUpload {
  const base = `https://${hostField(peer)}`;
  const url = URL.parse(location, `${base}${path}`);
  if (!url?.pathname.startsWith(path) || url.pathname === path) {
    throw misbehaved(peer, 'an upload that is somewhere else', undefined);
  }
  return url.pathname as TusUpload;
}

function readOffset(peer: Peer, response: Response): number {
  const [offset = ''] = response.head.fields.get('upload-offset') ?? [];
  if (!/^\d{1,15}$/.test(offset)) throw misbehaved(peer, 'no offset of the upload', undefined);
  return Number(offset);
}
