import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { isDiskFull } from '../common/diskErrors.ts';
import { isDatabaseFull } from './database.ts';
import type { Services } from './exchange.ts';
import { ClientGone, HttpError } from './httpError.ts';
import { sendError } from './respond.ts';
import { findRoute, follow, targetOf } from './router.ts';

/** Answers one request, whatever happens; settles when nothing of it is left running. */
export async function answer(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  const { method = '' } = request;
  let path = 'other';
  try {
    const url = targetOf(request);
    const route = findRoute(url.pathname, method);
    ({ path } = route);
    const socket = request.socket as TLSSocket;
    await follow(route, services, {
      request,
      response,
      url,
      address: socket.remoteAddress ?? '',
      certificateFingerprint: socket.getPeerX509Certificate()?.fingerprint256 ?? '',
    });
  } catch (error) {
    await fail(services, request, response, error);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { statusCode: status } = response;
  services.metrics.request({ method, route: path, status, seconds });
  const facts = { method, path, status, milliseconds: Math.round(seconds * 1000) };
  services.log({
    level: 'debug',
    event: 'request',
    facts: { ...facts, address: request.socket.remoteAddress },
  });
}

async function fail(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): Promise<void> {
  if (error instanceof ClientGone || response.destroyed) return;
  const known = toHttpError(error);
  const facts = {
    path: request.url?.split('?')[0],
    status: known.status,
    address: request.socket.remoteAddress,
  };
  if (error === known) {
    // What the server lacks has a cause, what the client did wrong has none.
    const { cause } = known;
    if (cause === undefined) services.log({ level: 'info', event: 'request-refused', facts });
    else
      services.log({
        level: 'warning',
        event: 'request-refused',
        facts: { ...facts, problem: String(cause) },
      });
  } else {
    services.log({ level: 'error', event: 'request-failed', facts: { ...facts, problem: describe(error) } });
  }
  // Half a response can only be cut off, so that the client does not take it for a whole one.
  if (response.headersSent) response.destroy();
  else await sendError(request, response, known);
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isDiskFull(error) || isDatabaseFull(error)) {
    return new HttpError(507, 'The disk of the server is full');
  }
  return new HttpError(500, 'The server failed; its log says why');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
