import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { HttpError } from './httpError.ts';
import { RequestBody } from './requestBody.ts';

const maximumJsonBytes = 16 * 1024;
const bodyMilliseconds = 30_000;

/**
 * The length the request declares.
 *
 * @throws {HttpError} 411 without one.
 */
export function contentLengthOf(request: IncomingMessage): number {
  // The parser has refused malformed and differing lengths, and a length beside a transfer encoding.
  const value = request.headers['content-length'];
  if (value === undefined) throw new HttpError(411, 'Content-Length is required');
  const length = Number(value);
  if (!Number.isSafeInteger(length)) throw new HttpError(413, 'The body is too large');
  return length;
}

/**
 * Reads a small body of known length.
 *
 * @throws {HttpError} 408 when it does not arrive.
 * @throws {ClientGone}
 */
export async function readBytes(request: IncomingMessage, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => deadline.reject(new HttpError(408, 'The body did not arrive in time')),
    bodyMilliseconds,
  );
  try {
    await Promise.race([new RequestBody(request).fill(bytes), deadline.promise]);
    return bytes;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads a small JSON body.
 *
 * @throws {HttpError} 400 when it is not what the schema says, 408 when it does not arrive, 411, 413.
 */
export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const length = contentLengthOf(request);
  if (length > maximumJsonBytes) throw new HttpError(413, 'The body is too large');
  const bytes = await readBytes(request, length);
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw new HttpError(400, 'The body is not the JSON document expected here');
  }
}
