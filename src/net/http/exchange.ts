import type { TLSSocket } from 'node:tls';
import { UserError } from '../../common/errors.ts';
import type { Peer } from '../peer.ts';
import type { Timeouts } from '../timeouts.ts';
import { toUserError } from '../tls/tlsErrors.ts';
import { BodyQueue } from './bodyQueue.ts';
import { type Awaited, ExchangeClock } from './exchangeClock.ts';
import { encodeRequestHead, type RequestHead } from './request.ts';
import { type RequestBody, RequestSender } from './requestSender.ts';
import { HttpProtocolError, promisesToKeep, type ResponseHead } from './responseHead.ts';
import { ResponseParser } from './responseParser.ts';

export interface Response {
  readonly head: ResponseHead;
  /** Must be read to its end, or returned. Ends early only by throwing. */
  readonly body: AsyncIterableIterator<Buffer, void, void>;
}

export interface ExchangeOptions {
  readonly peer: Peer;
  readonly authorityPath: string;
  readonly timeouts: Timeouts;
  readonly signal?: AbortSignal | undefined;
  /** Default `answer`: short, and all of it has to be there in time. */
  readonly awaited?: Awaited | undefined;
  /** True once the server is known to have taken our certificate, which in TLS 1.3 it says late or not at all. */
  readonly isAccepted: () => boolean;
  /** Told when the connection may serve another request, and whether the server says so. Otherwise it is destroyed. */
  readonly onFree: (isPromised: boolean) => void;
}

/**
 * Sends one request and waits for the head of its response. An answer that comes while the body is still
 * being sent ends the sending (RFC 9112, section 9.5).
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
  const { peer, authorityPath, timeouts, awaited = 'answer', signal, isAccepted, onFree } = options;
  const answer = Promise.withResolvers<ResponseHead>();
  // Nobody waits for it yet while the body is being sent.
  answer.promise.catch(() => {});
  const clock = new ExchangeClock(timeouts, awaited, isOurTurn, (what, milliseconds) =>
    timedOut(what, milliseconds),
  );
  const sender = new RequestSender(socket, clock);
  const wire = {
    pause: () => socket.pause(),
    resume() {
      clock.excuse();
      socket.resume();
    },
  };
  let isPromised = false;
  const queue = new BodyQueue(wire, () => close(new Error('abandoned')));
  const parser = new ResponseParser(request.method, {
    onHead(head) {
      isPromised = promisesToKeep(head);
      if (!sender.isSent && head.status < 300)
        throw new HttpProtocolError('it agreed before it had everything');
      if (!sender.isSent) sender.stop();
      clock.answered(head.status);
      answer.resolve(head);
    },
    onBody(bytes) {
      clock.moved(bytes.length);
      queue.push(bytes);
    },
  });
  let isOver = false;
  let hasReceived = false;

  function receive(chunk: Buffer): void {
    hasReceived = true;
    try {
      const used = parser.push(chunk);
      // What follows the end of the response was not asked for.
      if (parser.isDone) finish(used === chunk.length && parser.keepsAlive && sender.isSent);
    } catch (error) {
      fail(error);
    }
  }
  function ended(): void {
    try {
      parser.end();
      finish(false);
    } catch {
      lost();
    }
  }
  function finish(isReusable: boolean): void {
    detach();
    queue.end();
    if (isReusable && !socket.destroyed) onFree(isPromised);
    else socket.destroy();
  }
  function lost(): void {
    fail(new UserError('connection-lost', peer));
  }
  function fail(error: unknown): void {
    close(translate(error));
  }
  function close(error: unknown): void {
    if (isOver) return;
    detach();
    socket.destroy();
    sender.stop();
    answer.reject(error);
    queue.fail(error);
  }
  function translate(error: unknown): unknown {
    if (error instanceof HttpProtocolError) {
      return new UserError('server-misbehaved', { ...peer, reason: error.message }, { cause: error });
    }
    const translated = toUserError(error, peer, authorityPath);
    const isRefusal = translated.code === 'connection-lost' && !hasReceived && !isAccepted();
    return isRefusal ? new UserError('client-certificate-refused', peer, { cause: error }) : translated;
  }
  function timedOut(stage: 'response' | 'answer' | 'transfer', milliseconds: number): void {
    fail(new UserError('connection-timed-out', { ...peer, stage, seconds: milliseconds / 1000 }));
  }
  function isOurTurn(): boolean {
    return queue.isHeld || sender.isWaitingForBody;
  }
  function idled(): void {
    const isAtWork = awaited === 'confirmation' && sender.isSent && !hasReceived;
    if (isOurTurn() || isAtWork) socket.setTimeout(timeouts.idle);
    else timedOut('response', timeouts.idle);
  }
  function aborted(): void {
    close(signal?.reason);
  }
  function detach(): void {
    isOver = true;
    clock.stop();
    socket.setTimeout(0);
    socket.off('data', receive).off('end', ended).off('error', fail).off('close', lost).off('timeout', idled);
    signal?.removeEventListener('abort', aborted);
  }

  if (signal?.aborted) aborted();
  else {
    socket.on('data', receive).on('end', ended).on('error', fail).on('close', lost).on('timeout', idled);
    socket.setTimeout(timeouts.idle);
    clock.start();
    signal?.addEventListener('abort', aborted);
    try {
      await sender.send(encodeRequestHead(request), body);
    } catch (error) {
      // What the body throws says more than the connection, which is no longer of use.
      close(error);
      throw error;
    }
  }
  return { head: await answer.promise, body: queue };
}
