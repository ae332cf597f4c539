import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { systemCode } from '../common/errors.ts';
import type { Exchange, PublicHandler, Services, SessionHandler } from './exchange.ts';
import { downloadFile } from './handlers/downloadFile.ts';
import { getFiles } from './handlers/getFiles.ts';
import { login } from './handlers/login.ts';
import { logout } from './handlers/logout.ts';
import { uploadFile } from './handlers/uploadFile.ts';
import { ClientGone, HttpError } from './httpError.ts';
import { sendError } from './respond.ts';

type Route = { method: string; path: string } & (
  | { access: 'public'; handle: PublicHandler }
  | { access: 'session'; handle: SessionHandler }
);

const routes: readonly Route[] = [
  { method: 'POST', path: '/login', access: 'public', handle: login },
  { method: 'POST', path: '/logout', access: 'session', handle: logout },
  { method: 'POST', path: '/upload-file', access: 'session', handle: uploadFile },
  { method: 'GET', path: '/get-files', access: 'session', handle: getFiles },
  { method: 'GET', path: '/download-file', access: 'session', handle: downloadFile },
];

/** Answers one request, whatever happens; settles when nothing of it is left running. */
export async function answer(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const exchange = exchangeOf(request, response);
    const route = findRoute(exchange);
    if (route.access === 'public') await route.handle(services, exchange);
    else await inSession(services, exchange, route.handle);
  } catch (error) {
    await fail(services, request, response, error);
  }
}

function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
  const url = URL.parse(request.url ?? '', 'https://server');
  if (url === null) throw new HttpError(400, 'The request target is malformed');
  const socket = request.socket as TLSSocket;
  const certificateFingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? '';
  return { request, response, url, address: socket.remoteAddress ?? '', certificateFingerprint };
}

function findRoute({ request, url }: Exchange): Route {
  const candidates = routes.filter((route) => route.path === url.pathname);
  if (candidates.length === 0) throw new HttpError(404, 'Not found');
  const route = candidates.find(({ method }) => method === request.method);
  if (route === undefined) {
    const allowed = candidates.map(({ method }) => method).join(', ');
    throw new HttpError(405, 'Method not allowed', { Allow: allowed });
  }
  return route;
}

async function inSession(services: Services, exchange: Exchange, handle: SessionHandler): Promise<void> {
  const id = exchange.request.headers.authorization ?? '';
  const running = services.sessions.use(id, exchange.certificateFingerprint, (session) =>
    handle(services, { ...exchange, session }),
  );
  if (running === undefined) throw new HttpError(403, 'The session is unknown or has ended, log in again');
  await running;
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
  if (known.status >= 500) {
    services.log({ level: 'error', event: 'request-failed', facts: { ...facts, problem: describe(error) } });
  } else {
    services.log({ level: 'info', event: 'request-refused', facts });
  }
  // Half a response can only be cut off, so that the client does not take it for a whole one.
  if (response.headersSent) response.destroy();
  else await sendError(request, response, known);
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new HttpError(507, 'The disk of the server is full');
  return new HttpError(500, 'The server failed; its log says why');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
