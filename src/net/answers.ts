import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { printable } from '../common/printable.ts';
import { parseBoundedJson } from './boundedJson.ts';
import type { Response } from './http/exchange.ts';
import type { ResponseHead } from './http/responseHead.ts';
import type { Peer } from './peer.ts';

/** Limit of every JSON answer but the content of a file, which streams. */
const maximumJson = 16 * 1024 * 1024;
const maximumMessage = 200;

const messageAnswer = z.object({ message: z.string() });

/** Reads the JSON of a 200. @throws {UserError} `server-answered` for another status, `server-misbehaved` */
export async function readAnswer<T>(peer: Peer, response: Response, schema: z.ZodType<T>): Promise<T> {
  if (response.head.status !== 200) throw await refusalOf(peer, response);
  const bytes = await readBytes(peer, response);
  try {
    return schema.parse(parseBoundedJson(bytes));
  } catch (error) {
    const reason = error instanceof RangeError ? error.message : 'its answer is not what was asked for';
    throw misbehaved(peer, reason, error);
  }
}

/** As `readAnswer`, to a request that needs a session. @throws {UserError} `session-ended` besides */
export async function readSessionAnswer<T>(peer: Peer, response: Response, schema: z.ZodType<T>): Promise<T> {
  await checkSession(peer, response);
  return readAnswer(peer, response, schema);
}

/** @throws {UserError} `session-ended` */
export async function checkSession(peer: Peer, response: Response): Promise<void> {
  const { status } = response.head;
  if (status !== 401 && status !== 403) return;
  await readBytes(peer, response);
  throw new UserError('session-ended', {});
}

/** What a server says with a status that was not hoped for. */
export async function refusalOf(peer: Peer, response: Response): Promise<UserError> {
  const { head } = response;
  return new UserError('server-answered', {
    status: head.status,
    message: await readMessage(peer, response),
    retryAfterSeconds: retryAfter(head, new Date()),
  });
}

/** `Retry-After`, as seconds or as a date (RFC 9110, section 10.2.3); undefined where there is none to be read. */
export function retryAfter({ fields }: Pick<ResponseHead, 'fields'>, now: Date): number | undefined {
  const [field = ''] = fields.get('retry-after') ?? [];
  if (/^\d{1,9}$/.test(field)) return Number(field);
  const date = parseHttpDate(field);
  return date === null ? undefined : Math.max(0, Math.ceil((date.getTime() - now.getTime()) / 1000));
}

/** A date as HTTP writes it (RFC 9110, section 5.6.7); null where it is none. */
export function parseHttpDate(field: string): Date | null {
  // `Date` reads much that is no date of HTTP, such as a lone number.
  if (!/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(field)) return null;
  const date = new Date(field);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The `message` of an answer, fit to be shown; empty where there is none. */
export async function readMessage(peer: Peer, response: Response): Promise<string> {
  const bytes = await readBytes(peer, response);
  try {
    return printable(messageAnswer.parse(parseBoundedJson(bytes)).message.slice(0, maximumMessage));
  } catch {
    return '';
  }
}

export function misbehaved(peer: Peer, reason: string, cause: unknown): UserError {
  return new UserError('server-misbehaved', { ...peer, reason }, { cause });
}

/** The whole body. One buffer, as millions of tiny pieces would cost far more memory than their bytes. */
async function readBytes(peer: Peer, { body }: Response): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  let length = 0;
  for await (const piece of body) {
    const end = length + piece.length;
    if (end > maximumJson) throw misbehaved(peer, 'an answer of more than 16 MiB', undefined);
    if (end > bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, 2 * bytes.length));
      bytes.copy(grown, 0, 0, length);
      bytes = grown;
    }
    bytes.set(piece, length);
    length = end;
  }
  return bytes.subarray(0, length);
}
