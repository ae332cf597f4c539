import { z } from 'zod';
import { Base64Error, base64Length, decodeBase64, encodeBase64 } from '../common/base64.ts';
import { UserError } from '../common/errors.ts';
import {
  checkSession,
  misbehaved,
  readAnswer,
  readMessage,
  readSessionAnswer,
  refusalOf,
} from './answers.ts';
import type { ConnectionPool, PoolRequest } from './connectionPool.ts';
import { readFileContent } from './fileContent.ts';
import { isFieldValue, type RequestHeaders } from './http/request.ts';
import { contentLength, HttpProtocolError } from './http/responseHead.ts';
import { hostField, type Peer } from './peer.ts';

/** A server that goes on giving pages is not to fill our memory. */
const maximumListed = 1_000_000;
/** Nobody waits for a goodbye any longer. */
const logoutMilliseconds = 5000;

/** What a session is authorised by; never logged, never sent to another host. */
export type SessionId = string & { readonly brand: 'SessionId' };

/** What a server hands us to give back, in a header field or a target. */
const tokenOfServer = z
  .string()
  .max(4096)
  .regex(/^[\x21-\x7e]+$/);
/** What a server can do beyond the base level; what is absent it cannot. */
const capabilities = z.object({
  raw: z.boolean().optional(),
  range: z.boolean().optional(),
  list: z.number().optional(),
  delete: z.boolean().optional(),
  rewrap: z.boolean().optional(),
  tus: z
    .object({
      path: z.string().regex(/^\/[\x21-\x7e]*\/$/),
      version: z.string(),
      extensions: z.array(z.string()).default([]),
    })
    .optional(),
});
export type Capabilities = z.infer<typeof capabilities>;

const loginAnswer = z.object({ session_id: tokenOfServer, capabilities: capabilities.default({}) });
const listAnswer = z.object({
  archives: z.array(z.string()).default([]),
  files: z
    .array(
      z.object({
        name: z.string(),
        size: z.number().int().nonnegative(),
        uploaded_at: z.iso.datetime({ offset: true }),
      }),
    )
    .optional(),
  next: tokenOfServer.optional(),
});
const messageAnswer = z.object({ message: z.string() });

/** An archive as the server lists it. */
export interface ListedFile {
  readonly name: string;
  readonly size: number | null;
  readonly uploadedAt: Date | null;
}

/** An archive as it arrives. */
export interface ReceivedFile {
  /** Must be read to its end, or returned. */
  readonly chunks: AsyncGenerator<Buffer, void, void>;
  /** Bytes of the archive; null where the server does not say. Exact to a few bytes, for the progress. */
  readonly size: number | null;
}

/** Names that every server of this family can keep: one printable ASCII word of a path. */
export function isPortableName(name: string): boolean {
  return /^[\x21-\x24\x26-\x2e\x30-\x5b\x5d-\x7e]+$/.test(name) && name !== '.' && name !== '..';
}

/** @throws {UserError} `wrong-credentials`, and those of the connection */
export async function requestLogin(
  pool: ConnectionPool,
  credentials: { readonly username: string; readonly password: string },
  options: Pick<PoolRequest, 'signal' | 'onStage'>,
): Promise<{ sessionId: SessionId; capabilities: Capabilities }> {
  const { peer } = pool;
  const body = Buffer.from(JSON.stringify(credentials), 'utf8');
  const response = await pool.send({
    head: post(peer, '/login', [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(body.length)],
    ]),
    body: { length: body.length, chunks: chunksOf(body) },
    isShort: true,
    ...options,
  });
  if (response.head.status === 401) {
    await readMessage(peer, response);
    throw new UserError('wrong-credentials', { ...peer, username: credentials.username });
  }
  const answer = await readAnswer(peer, response, loginAnswer);
  return { sessionId: answer.session_id as SessionId, capabilities: answer.capabilities };
}

/** All archives, in the order of the server. @throws {UserError} `session-ended`, and those of the connection */
export async function requestList(
  pool: ConnectionPool,
  sessionId: SessionId,
  signal?: AbortSignal,
): Promise<ListedFile[]> {
  const { peer } = pool;
  const listed: ListedFile[] = [];
  let target = '/get-files';
  for (;;) {
    const head = get(peer, target, [['Authorization', sessionId]]);
    const response = await pool.send({ head, signal, isShort: true });
    if (response.head.status === 404) {
      // "No archives found", in those or other words; a server of another family has none.
      if ((await readMessage(peer, response)) !== '') return listed;
      throw new UserError('server-answered', { status: 404, message: 'no list of archives here' });
    }
    const { archives, files, next } = await readSessionAnswer(peer, response, listAnswer);
    const page = files ?? archives.map((name) => ({ name, size: null, uploaded_at: undefined }));
    for (const { name, size, uploaded_at } of page)
      listed.push({ name, size, uploadedAt: uploaded_at === undefined ? null : new Date(uploaded_at) });
    if (next === undefined) return listed;
    if (page.length === 0 || listed.length > maximumListed)
      throw misbehaved(peer, 'a list without end', undefined);
    target = `/get-files?cursor=${encodeURIComponent(next)}`;
  }
}

/** Sends a sealed archive as base64 text. @throws {UserError} */
export async function requestUpload(
  pool: ConnectionPool,
  sessionId: SessionId,
  file: { readonly name: string; readonly size: number; readonly chunks: AsyncIterable<Uint8Array> },
  signal?: AbortSignal,
): Promise<void> {
  const { peer } = pool;
  const length = base64Length(file.size);
  const response = await pool.send({
    head: post(peer, '/upload-file', [
      ['Authorization', sessionId],
      ['File-Name', file.name],
      ['Content-Transfer-Encoding', 'base64'],
      ['Content-Length', String(length)],
    ]),
    body: { length, chunks: encodeBase64(file.chunks) },
    signal,
  });
  await readSessionAnswer(peer, response, messageAnswer);
}

/** Asks for an archive. @throws {UserError} `archive-not-found`, and others also while it arrives */
export async function requestDownload(
  pool: ConnectionPool,
  sessionId: SessionId,
  name: string,
  signal?: AbortSignal,
): Promise<ReceivedFile> {
  const { peer } = pool;
  // What cannot be asked for cannot have been stored.
  if (!isFieldValue(name)) throw new UserError('archive-not-found', { name });
  const head = get(peer, '/download-file', [
    ['Authorization', sessionId],
    ['File-Name', name],
  ]);
  const response = await pool.send({ head, signal });
  if (response.head.status === 404) {
    await readMessage(peer, response);
    throw new UserError('archive-not-found', { name });
  }
  await checkSession(peer, response);
  if (response.head.status !== 200) throw await refusalOf(peer, response);
  const length = contentLength(response.head);
  const chunks = translated(peer, decodeBase64(readFileContent(response.body)));
  // A generator that is returned before its first `next` would not return what it reads from.
  const close = chunks.return.bind(chunks);
  chunks.return = async (value) => {
    await response.body.return?.();
    return close(value);
  };
  return { chunks, size: length === undefined ? null : Math.floor((length / 4) * 3) };
}

/** Ends the session, where the server knows how; does not wait long. */
export async function requestLogout(pool: ConnectionPool, sessionId: SessionId): Promise<void> {
  const head = post(pool.peer, '/logout', [
    ['Authorization', sessionId],
    ['Content-Length', '0'],
  ]);
  const response = await pool.send({ head, signal: AbortSignal.timeout(logoutMilliseconds) });
  await readMessage(pool.peer, response);
}

function get(peer: Peer, target: string, headers: RequestHeaders) {
  return { method: 'GET', target, headers: [['Host', hostField(peer)], ...headers] } as const;
}

function post(peer: Peer, target: string, headers: RequestHeaders) {
  return { method: 'POST', target, headers: [['Host', hostField(peer)], ...headers] } as const;
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* translated(peer: Peer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer, void, void> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof HttpProtocolError || error instanceof Base64Error) {
      throw misbehaved(peer, error.message, error);
    }
    throw error;
  }
}
