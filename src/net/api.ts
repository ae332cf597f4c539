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
import { fileNameField, type Level } from './fileName.ts';
import type { RequestHeaders } from './http/request.ts';
import { contentLength, HttpProtocolError } from './http/responseHead.ts';
import { hostField, type Peer } from './peer.ts';

/** Nobody waits for a goodbye any longer. */
const logoutMilliseconds = 5000;

/** What a session is authorised by; never logged, never sent to another host. */
export type SessionId = string & { readonly brand: 'SessionId' };

/** What a server hands us to give back, in a header field or a target. */
export const tokenOfServer = z
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
    })
    .optional(),
});
export type Capabilities = z.infer<typeof capabilities>;

const loginAnswer = z.object({ session_id: tokenOfServer, capabilities: capabilities.default({}) });
const messageAnswer = z.object({ message: z.string() });

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
    ...options,
  });
  if (response.head.status === 401) {
    await readMessage(peer, response);
    throw new UserError('wrong-credentials', { ...peer, username: credentials.username });
  }
  const answer = await readAnswer(peer, response, loginAnswer);
  return { sessionId: answer.session_id as SessionId, capabilities: answer.capabilities };
}

/** How the bytes of an archive, or of a file in server mode, go up. */
export interface UploadedFile {
  /** As it stands in `File-Name`. */
  readonly nameField: string;
  /** Bytes, before any encoding. */
  readonly size: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** `text`: as base64, which every server keeps as it is; `bytes`: raw; `plain`: a file that nothing sealed. */
  readonly form: 'text' | 'bytes' | 'plain';
}

/** Of an upload that must not take the place of an archive (RFC 9110, section 13.1.2). */
export const onlyNewField: readonly [string, string] = ['If-None-Match', '*'];

/**
 * Sends a file whole. What we sealed takes the place of nothing, where the server knows how; a plain file has the name that
 * the user gave it, and takes that of the one before.
 *
 * @throws {UserError} `session-ended`, `server-answered` with 412 where the name is taken, and those of the connection
 */
export async function requestUpload(
  pool: ConnectionPool,
  sessionId: SessionId,
  { nameField, size, chunks, form }: UploadedFile,
  signal?: AbortSignal,
): Promise<void> {
  const { peer } = pool;
  const body =
    form === 'text' ? { length: base64Length(size), chunks: encodeBase64(chunks) } : { length: size, chunks };
  const response = await pool.send({
    head: post(peer, '/upload-file', [
      ['Authorization', sessionId],
      ['File-Name', nameField],
      ...formFields[form],
      ['Content-Length', String(body.length)],
    ]),
    body,
    signal,
    awaited: 'confirmation',
  });
  await readSessionAnswer(peer, response, messageAnswer);
}

const formFields: Readonly<Record<UploadedFile['form'], RequestHeaders>> = {
  text: [['Content-Transfer-Encoding', 'base64'], onlyNewField],
  bytes: [['Content-Type', 'application/octet-stream'], onlyNewField],
  plain: [],
};

/** Asks for an archive. @throws {UserError} `archive-not-found`, and others also while it arrives */
export async function requestDownload(
  pool: ConnectionPool,
  sessionId: SessionId,
  name: string,
  level: Level,
  signal?: AbortSignal,
): Promise<ReceivedFile> {
  const { peer } = pool;
  const nameField = fileNameField(name, level);
  // What cannot be asked for cannot have been stored.
  if (nameField === null) throw new UserError('archive-not-found', { name });
  const head = get(peer, '/download-file', [
    ['Authorization', sessionId],
    ['File-Name', nameField],
  ]);
  const response = await pool.send({ head, signal, awaited: 'archive' });
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

/** The head of a GET. */
export function get(peer: Peer, target: string, headers: RequestHeaders) {
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
