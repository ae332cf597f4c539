import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { misbehaved, readMessage, readSessionAnswer } from './answers.ts';
import { get, type SessionId, tokenOfServer } from './api.ts';
import type { ConnectionPool } from './connectionPool.ts';

/** As many as an account can have; a server that goes on giving pages is not to fill our memory. */
const maximumListed = 1_000_000;
const pageLength = 1000;
/** Twice what a file system takes, in characters. */
const maximumName = 512;

// Items are checked one by one, up to the first that is wrong: a complaint about each would fill the memory.
const listAnswer = z.object({
  archives: z.array(z.unknown()).default([]),
  files: z.array(z.unknown()).optional(),
  next: tokenOfServer.optional(),
});
const listedName = z
  .string()
  .max(maximumName)
  .transform((name) => ({ name, size: null, uploadedAt: null }));
const listedFile = z
  .object({
    name: z.string().max(maximumName),
    size: z.number().int().nonnegative(),
    uploaded_at: z.iso.datetime({ offset: true }),
    // Only shown: a server that writes it otherwise is none the worse for it.
    sha256: z
      .string()
      .regex(/^[\da-f]{64}$/)
      .optional()
      .catch(undefined),
  })
  .transform(({ name, size, uploaded_at, sha256 }) => ({
    name,
    size,
    uploadedAt: new Date(uploaded_at),
    ...(sha256 === undefined ? {} : { sha256 }),
  }));

/** An archive as the server lists it. */
export interface ListedFile {
  readonly name: string;
  readonly size: number | null;
  readonly uploadedAt: Date | null;
  /** Of the sealed bytes, in hex, as the server counted it; absent where it does not tell. */
  readonly sha256?: string;
}

export interface ListOptions {
  /** The server has announced `list: 2`: sizes, times, and pages. */
  readonly isDetailed: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * All archives, in the order of the server, each once; in pages where the server can.
 *
 * @throws {UserError} `session-ended`, `server-misbehaved` for a list without end, `connection-timed-out` when all of
 *   it takes longer than the time for `work`, and those of the connection
 */
export async function requestList(
  pool: ConnectionPool,
  sessionId: SessionId,
  { isDetailed, signal }: ListOptions,
): Promise<ListedFile[]> {
  const { peer } = pool;
  const { work } = pool.timeouts;
  const listed = new Map<string, ListedFile>();
  const startedAt = performance.now();
  let target = isDetailed ? `/get-files?limit=${pageLength}` : '/get-files';
  for (;;) {
    const page = await requestPage(pool, sessionId, target, { isDetailed, signal });
    const known = listed.size;
    for (const file of page.files) if (!listed.has(file.name)) listed.set(file.name, file);
    if (page.next === undefined) return [...listed.values()];
    // A cursor that leads back, or nowhere, would do so for ever.
    if (listed.size === known) throw misbehaved(peer, 'a list that repeats itself', undefined);
    if (listed.size > maximumListed) throw misbehaved(peer, 'a list without end', undefined);
    if (performance.now() - startedAt > work)
      throw new UserError('connection-timed-out', { ...peer, stage: 'answer', seconds: work / 1000 });
    target = `/get-files?limit=${pageLength}&cursor=${encodeURIComponent(page.next)}`;
  }
}

async function requestPage(
  pool: ConnectionPool,
  sessionId: SessionId,
  target: string,
  { isDetailed, signal }: ListOptions,
): Promise<{ files: ListedFile[]; next?: string | undefined }> {
  const { peer } = pool;
  const response = await pool.send({ head: get(peer, target, [['Authorization', sessionId]]), signal });
  if (response.head.status === 404) {
    // "No archives found", in those or other words; a server of another family has none.
    if ((await readMessage(peer, response)) !== '') return { files: [] };
    throw new UserError('server-answered', { status: 404, message: 'no list of archives here' });
  }
  const { archives, files, next } = await readSessionAnswer(peer, response, listAnswer);
  try {
    if (!isDetailed) return { files: archives.map((item) => listedName.parse(item)) };
    const detailed = files?.map((item) => listedFile.parse(item));
    return { files: detailed ?? archives.map((item) => listedName.parse(item)), next };
  } catch (error) {
    throw misbehaved(peer, 'its answer is not what was asked for', error);
  }
}
