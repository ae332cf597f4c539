import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ClientGone, type HttpError } from './httpError.ts';

/** An unread body up to this size is read to its end, so that the connection can be used again. */
const smallBody = 64 * 1024;

const lingerMilliseconds = 2000;

/** Who takes longer than this for one piece keeps a connection for nothing. */
const pieceMilliseconds = 10 * 60 * 1000;

type Headers = Readonly<Record<string, string>>;

/** Sends a whole response. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: object,
  headers: Headers = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
  });
  response.end(body);
}

/**
 * Sends a piece of the body; resolves when it has left and its buffer may be used again.
 *
 * @throws {ClientGone} when the connection ends before.
 */
export function sendPiece(response: ServerResponse, piece: Buffer | string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => {
      clearTimeout(tooSlow);
      reject(new ClientGone());
    };
    const tooSlow = setTimeout(() => response.destroy(), pieceMilliseconds).unref();
    response.once('close', onClose);
    response.write(piece, (error) => {
      clearTimeout(tooSlow);
      response.off('close', onClose);
      if (error) reject(new ClientGone());
      else resolve();
    });
  });
}

/**
 * Refuses a request, possibly before its body has arrived. Closing at once would reset the connection, and
 * the client might never see the answer: so it is sent, and the rest of the body read and dropped for a
 * moment.
 */
export async function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: HttpError,
): Promise<void> {
  const answer = { message: error.message };
  if (request.complete || bodyLength(request) <= smallBody) {
    sendJson(response, error.status, answer, error.headers);
    return;
  }
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(error.status, {
    ...error.headers,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    Connection: 'close',
  });
  response.write(body);
  request.resume();
  const signal = AbortSignal.timeout(lingerMilliseconds);
  await once(request, 'close', { signal }).catch(() => undefined);
  response.end();
}

function bodyLength({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] === undefined
    ? Number(headers['content-length'] ?? 0)
    : Number.POSITIVE_INFINITY;
}
