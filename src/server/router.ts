import type { IncomingMessage } from 'node:http';
import type { Exchange, PublicHandler, Services, SessionHandler } from './exchange.ts';
import { deleteFile } from './handlers/deleteFile.ts';
import { downloadFile } from './handlers/downloadFile.ts';
import { files } from './handlers/files.ts';
import { getFiles } from './handlers/getFiles.ts';
import { login } from './handlers/login.ts';
import { logout } from './handlers/logout.ts';
import { rewrapFile } from './handlers/rewrapFile.ts';
import { uploadFile } from './handlers/uploadFile.ts';
import { HttpError } from './httpError.ts';
import { tusPath } from './tus/tusRequest.ts';

export type Route = { readonly path: string } & (
  | { readonly method: string; readonly access: 'public'; readonly handle: PublicHandler }
  /** Without a method, the handler knows which ones there are. */
  | { readonly method?: string; readonly access: 'session'; readonly handle: SessionHandler }
);

const routes: readonly Route[] = [
  { method: 'POST', path: '/login', access: 'public', handle: login },
  { method: 'POST', path: '/logout', access: 'session', handle: logout },
  { method: 'POST', path: '/upload-file', access: 'session', handle: uploadFile },
  { method: 'GET', path: '/get-files', access: 'session', handle: getFiles },
  { method: 'GET', path: '/download-file', access: 'session', handle: downloadFile },
  { method: 'POST', path: '/delete-file', access: 'session', handle: deleteFile },
  { method: 'POST', path: '/rewrap-file', access: 'session', handle: rewrapFile },
];
const tusRoute: Route = { path: tusPath, access: 'session', handle: files };

/**
 * The route of a request.
 *
 * @throws {HttpError} 404, 405
 */
export function findRoute(path: string, method: string | undefined): Route {
  if (`${path}/`.startsWith(tusPath)) return tusRoute;
  const candidates = routes.filter((route) => route.path === path);
  if (candidates.length === 0) throw new HttpError(404, 'Not found');
  const route = candidates.find((candidate) => candidate.method === method);
  if (route === undefined) {
    const allowed = candidates.map((candidate) => candidate.method).join(', ');
    throw new HttpError(405, 'Method not allowed', { Allow: allowed });
  }
  return route;
}

/** Lets the handler of a route answer. @throws what it throws; {HttpError} 403 without a session */
export async function follow(route: Route, services: Services, exchange: Exchange): Promise<void> {
  if (route.access === 'public') return route.handle(services, exchange);
  const id = exchange.request.headers.authorization ?? '';
  const isOpen = await services.sessions.use(id, exchange.certificateFingerprint, (session) =>
    route.handle(services, { ...exchange, session }),
  );
  if (!isOpen) throw new HttpError(403, 'The session is unknown or has ended, log in again');
}

/** What is known of a request before anything is done about it. @throws {HttpError} 400 */
export function targetOf(request: IncomingMessage): URL {
  const url = URL.parse(request.url ?? '', 'https://server');
  if (url === null) throw new HttpError(400, 'The request target is malformed');
  return url;
}
