import { z } from 'zod';
import { Base64Error, base64Length, decodeBase64, encodeBase64 } from '../common/base64.ts';
import { UserError } from '../common/errors.ts';
import type { ConnectionPool, PoolRequest } from './connectionPool.ts';
import { readFileContent } from './fileContent.ts';
import type { Response } from './http/exchange.ts';
import type { RequestHeaders } from './http/request.ts';
import { fieldOf, HttpProtocolError } from './http/responseHead.ts';

/** Limit of every JSON answer but the content of a file, which streams. */
const maximumJson = 16 * 1024 * 1024;

/** What a session is authorised by; never logged, never sent to another host. */
export type SessionId = string & { readonly brand: 'SessionId' };

const loginAnswer = z.object({
  session_id: z.string().regex(/^[\x21-\x7e]+$/),
  capabilities: z.object({ list: z.number().optional() }).default({}),
});
const listAnswer = z.object({
  archives: z.array(z.string()).default([]),
  files: z
    .array(
      z.object({ name: z.string(), size: z.number().int().nonnegative(), uploaded_at: z.iso.datetime() }),
    )
    .optional(),
  next: z.string().optional(),
});
const messageAnswer = z.object({ message: z.string() });

/** An archive as the server lists it. */
export interface ListedFile {
  readonly name: string;
  readonly size: number | null;
  readonly uploadedAt: Date | null;
}

/** The archive as it arrives; `receivedBytes` counts what came over the wire. */
export interface ReceivedFile {
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
): Promise<{ sessionId: SessionId; capabilities: { readonly list?: number | undefined } }> {
  const body = Buffer.from(JSON.stringify(credentials), 'utf8');
  const response = await pool.send({
    head: post(pool, '/login', [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(body.length)],
    ]),
    body: { length: body.length, chunks: chunksOf(body) },
    ...options,
  });
  if (response.head.status === 401) {
    await readText(pool, response);
    throw new UserError('wrong-credentials', { ...pool.peer, username: credentials.username });
  }
  const answer = await readJson(pool, response, loginAnswer);
  return { sessionId: answer.session_id as SessionId, capabilities: answer.capabilities };
}

/** All archives, in the order of the server. @throws {UserError} `session-ended`, and those of the connection */
export async function requestList(
  pool: ConnectionPool,
  sessionId: SessionId,
  signal?: AbortSignal,
): Promise<ListedFile[]> {
  const listed: ListedFile[] = [];
  let target = '/get-files';
  for (;;) {
    const response = await pool.send({ head: get(pool, target, [['Authorization', sessionId]]), signal });
    if (response.head.status === 404) {
      const message = messageOf(await readText(pool, response));
      if (message === '')
        throw new UserError('server-answered', { status: 404, message: 'no list of archives here' });
      return listed;
    }
    const { archives, files, next } = await readJson(pool, response, listAnswer);
    if (files) {
      for (const { name, size, uploaded_at } of files)
        listed.push({ name, size, uploadedAt: new Date(uploaded_at) });
    } else {
      for (const name of archives) listed.push({ name, size: null, uploadedAt: null });
    }
    if (next === undefined) return listed;
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
  const length = base64Length(file.size);
  const response = await pool.send({
    head: post(pool, '/upload-file', [
      ['Authorization', sessionId],
      ['File-Name', file.name],
      ['Content-Transfer-Encoding', 'base64'],
      ['Content-Length', String(length)],
    ]),
    body: { length, chunks: encodeBase64(file.chunks) },
    signal,
  });
  await readJson(pool, response, messageAnswer);
}

/** Asks for an archive. @throws {UserError} `archive-not-found`, and others also while it arrives */
export async function requestDownload(
  pool: ConnectionPool,
  sessionId: SessionId,
  name: string,
  signal?: AbortSignal,
): Promise<ReceivedFile> {
  const headers: RequestHeaders = [
    ['Authorization', sessionId],
    ['File-Name', name],
  ];
  const response = await pool.send({ head: get(pool, '/download-file', headers), signal });
  if (response.head.status === 404) {
    await readText(pool, response);
    throw new UserError('archive-not-found', { name });
  }
  await checkStatus(pool, response);
  const length = fieldOf(response.head, 'content-length');
  return {
    chunks: translated(pool, decodeBase64(readFileContent(response.body))),
    size: length === undefined ? null : Math.floor((Number(length) / 4) * 3),
  };
}

/** Ends the session, where the server knows how. */
export async function requestLogout(pool: ConnectionPool, sessionId: SessionId): Promise<void> {
  const headers: RequestHeaders = [
    ['Authorization', sessionId],
    ['Content-Length', '0'],
  ];
  await readText(pool, await pool.send({ head: post(pool, '/logout', headers) }));
}

function get(pool: ConnectionPool, target: string, headers: RequestHeaders) {
  return { method: 'GET', target, headers: [['Host', hostOf(pool)], ...headers] } as const;
}

function post(pool: ConnectionPool, target: string, headers: RequestHeaders) {
  return { method: 'POST', target, headers: [['Host', hostOf(pool)], ...headers] } as const;
}

function hostOf({ peer: { host, port } }: ConnectionPool): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return `${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readJson<T>(pool: ConnectionPool, response: Response, schema: z.ZodType<T>): Promise<T> {
  await checkStatus(pool, response);
  const text = await readText(pool, response);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(
      'server-misbehaved',
      { ...pool.peer, reason: 'its answer is not what was asked for' },
      { cause: error },
    );
  }
}

async function checkStatus(pool: ConnectionPool, response: Response): Promise<void> {
  const { status } = response.head;
  if (status === 200) return;
  const text = await readText(pool, response);
  if (status === 401 || status === 403) throw new UserError('session-ended', {});
  throw new UserError('server-answered', { status, message: messageOf(text) });
}

function messageOf(text: string): string {
  try {
    return messageAnswer.parse(JSON.parse(text)).message.slice(0, 200);
  } catch {
    return '';
  }
}

async function readText(pool: ConnectionPool, response: Response): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > maximumJson)
      throw new UserError('server-misbehaved', { ...pool.peer, reason: 'an answer without end' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function* translated(
  pool: ConnectionPool,
  chunks: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer, void, void> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof HttpProtocolError || error instanceof Base64Error) {
      throw new UserError('server-misbehaved', { ...pool.peer, reason: error.message }, { cause: error });
    }
    throw error;
  }
}
