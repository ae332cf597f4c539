import type { TLSSocket } from 'node:tls';
import { UserError } from '../../common/errors.ts';
import type { Peer } from '../peer.ts';
import { toUserError } from '../tls/tlsErrors.ts';
import { BodyQueue } from './bodyQueue.ts';
import { encodeRequestHead, type RequestHead } from './request.ts';
import { HttpProtocolError, type ResponseHead } from './responseHead.ts';
import { ResponseParser } from './responseParser.ts';

/** Bytes that a request announces and sends. */
export interface RequestBody {
  readonly length: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Response {
  readonly head: ResponseHead;
  /** Must be read to its end, or returned. Ends early only by throwing. */
  readonly body: AsyncGenerator<Buffer, void, void>;
}

export interface ExchangeOptions {
  readonly peer: Peer;
  readonly authorityPath: string;
  readonly signal?: AbortSignal | undefined;
  /** Told once: true when the connection may be used again. */
  readonly onDone: (isReusable: boolean) => void;
}

/** Neither side may be silent for longer. */
const idleSeconds = 60;
/** Small servers read a small request with a single read, so it leaves in a single write. */
const oneWriteLimit = 16 * 1024;
const writesInFlight = 2 * 1024 * 1024;

/**
 * Sends one request and waits for the head of its response. An answer that comes while the body is still
 * being sent ends the sending.
 *
 * @throws {UserError} `connection-lost`, `connection-timed-out`, `server-misbehaved`,
 *   `client-certificate-refused`; whatever the body throws; the reason of an aborted signal
 */
export async function exchange(
  socket: TLSSocket,
  request: RequestHead,
  body: RequestBody | undefined,
  options: ExchangeOptions,
): Promise<Response> {
  const { peer, authorityPath, signal, onDone } = options;
  signal?.throwIfAborted();
  const queue = new BodyQueue(socket);
  const answer = Promise.withResolvers<ResponseHead>();
  answer.promise.catch(() => {});
  let isAnswered = false;
  let isSent = false;

  const parser = new ResponseParser(request.method, {
    onHead(head) {
      isAnswered = true;
      answer.resolve(head);
    },
    onBody: (bytes) => queue.push(bytes),
    onEnd() {
      detach();
      queue.end();
      const isReusable = isSent && parser.keepsAlive && !socket.destroyed;
      if (!isReusable) socket.destroy();
      onDone(isReusable);
    },
  });

  function receive(chunk: Buffer): void {
    try {
      const used = parser.push(chunk);
      if (used < chunk.length) socket.destroy();
    } catch (error) {
      fail(error);
    }
  }
  function closed(): void {
    try {
      parser.end();
    } catch {
      fail(new UserError('connection-lost', peer));
    }
  }
  function fail(error: unknown): void {
    if (parser.isDone) return;
    detach();
    socket.destroy();
    const translated =
      error instanceof HttpProtocolError
        ? new UserError('server-misbehaved', { ...peer, reason: error.message }, { cause: error })
        : signal?.aborted
          ? signal.reason
          : toUserError(error, peer, authorityPath);
    answer.reject(translated);
    queue.fail(translated);
    onDone(false);
  }
  function timeOut(): void {
    fail(new UserError('connection-timed-out', { ...peer, stage: 'response', seconds: idleSeconds }));
  }
  function abort(): void {
    fail(signal?.reason);
  }
  function detach(): void {
    socket.setTimeout(0);
    socket.off('data', receive).off('error', fail).off('close', closed).off('timeout', timeOut);
    signal?.removeEventListener('abort', abort);
  }

  socket.on('data', receive).on('error', fail).on('close', closed).on('timeout', timeOut);
  socket.setTimeout(idleSeconds * 1000);
  signal?.addEventListener('abort', abort);

  try {
    isSent = await send(socket, encodeRequestHead(request), body, () => isAnswered || socket.destroyed);
  } catch (error) {
    // A body that cannot be read is no fault of the connection, and says more than a broken connection would.
    if (!socket.destroyed) {
      detach();
      socket.destroy();
      onDone(false);
      throw error;
    }
  }
  return { head: await answer.promise, body: closeOnReturn(queue.read(), () => fail(new Error('unread'))) };
}

/** Writes head and body, with a bounded number of bytes on their way; false when `isOver` ended it early. */
async function send(
  socket: TLSSocket,
  head: Buffer,
  body: RequestBody | undefined,
  isOver: () => boolean,
): Promise<boolean> {
  if (!body || body.length <= oneWriteLimit) {
    const chunks: Uint8Array[] = [head];
    if (body) for await (const chunk of body.chunks) chunks.push(chunk);
    socket.write(Buffer.concat(chunks));
    return true;
  }
  socket.write(head);
  let inFlight = 0;
  let wake: (() => void) | undefined;
  const release = () => wake?.();
  socket.on('close', release);
  try {
    for await (const chunk of body.chunks) {
      if (isOver()) return false;
      inFlight += chunk.length;
      socket.write(chunk, () => {
        inFlight -= chunk.length;
        wake?.();
      });
      while (inFlight > writesInFlight && !isOver()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    return true;
  } finally {
    socket.off('close', release);
  }
}

async function* closeOnReturn(
  body: AsyncGenerator<Buffer>,
  abandon: () => void,
): AsyncGenerator<Buffer, void, void> {
  let isRead = false;
  try {
    yield* body;
    isRead = true;
  } finally {
    if (!isRead) abandon();
  }
}
