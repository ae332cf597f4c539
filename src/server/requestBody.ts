import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { ClientGone, HttpError } from './httpError.ts';

const maximumJsonBytes = 16 * 1024;
const jsonMilliseconds = 30_000;

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
 * Reads a small JSON body.
 *
 * @throws {HttpError} 400 when it is not what the schema says, 408 when it does not arrive, 411, 413.
 */
export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const length = contentLengthOf(request);
  if (length > maximumJsonBytes) throw new HttpError(413, 'The body is too large');
  const bytes = Buffer.alloc(length);
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => deadline.reject(new HttpError(408, 'The body did not arrive in time')),
    jsonMilliseconds,
  );
  try {
    await Promise.race([new RequestBody(request).fill(bytes), deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw new HttpError(400, 'The body is not the JSON document expected here');
  }
}

/**
 * Reads the body of a request into buffers of the caller's choice, with back-pressure: nothing is taken from
 * the connection while no buffer waits. Event by event, because streams over 16 KiB pieces cost more than the
 * TLS does.
 */
export class RequestBody {
  readonly #request: IncomingMessage;
  #target: Buffer | undefined;
  #filled = 0;
  #rest: Buffer | undefined;
  #state: 'open' | 'ended' | 'lost' = 'open';
  #waiting: PromiseWithResolvers<number> | undefined;

  constructor(request: IncomingMessage) {
    this.#request = request;
    request.on('data', (chunk: Buffer) => this.#receive(chunk));
    request.on('end', () => this.#finish('ended'));
    request.on('error', () => this.#finish('lost'));
    request.on('close', () => this.#finish('lost'));
    request.pause();
  }

  /**
   * Fills `target`, except at the end of the body, and gives the number of bytes.
   *
   * @throws {ClientGone} when the connection ends before the body does.
   */
  fill(target: Buffer): Promise<number> {
    this.#target = target;
    this.#filled = 0;
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    if (this.#rest !== undefined) {
      const rest = this.#rest;
      this.#rest = undefined;
      this.#receive(rest);
    }
    if (this.#waiting !== undefined) {
      if (this.#state === 'open') this.#request.resume();
      else this.#settle();
    }
    return promise;
  }

  #receive(chunk: Buffer): void {
    if (this.#target === undefined) return;
    const copied = chunk.copy(this.#target, this.#filled);
    this.#filled += copied;
    if (copied < chunk.length) this.#rest = chunk.subarray(copied);
    if (this.#filled === this.#target.length) {
      this.#request.pause();
      this.#settle();
    }
  }

  #finish(state: 'ended' | 'lost'): void {
    if (this.#state === 'open') this.#state = state;
    if (this.#waiting !== undefined) this.#settle();
  }

  #settle(): void {
    if (this.#state === 'lost') this.#waiting?.reject(new ClientGone());
    else this.#waiting?.resolve(this.#filled);
    this.#waiting = undefined;
    this.#target = undefined;
  }
}
