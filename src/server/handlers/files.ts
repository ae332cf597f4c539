import { Server } from '@tus/server';
import type { Services, SessionExchange, SessionHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { RequestStore } from '../tus/requestStore.ts';
import { methodOf, toWebRequest, tusPath, uploadIdOf } from '../tus/tusRequest.ts';

const methodsOfAll = ['POST', 'OPTIONS'];
const methodsOfOne = ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * `/files/`: resumable uploads by the tus protocol 1.0.0. The library decides what a request means and what the
 * answer is; it is made anew for every request, so that each works on the uploads of its own account only.
 */
export const files: SessionHandler = async (services, exchange) => {
  checkMethod(exchange);
  const webRequest = toWebRequest(exchange);
  const { request, response, session } = exchange;
  const store = new RequestStore(services, session, await services.store.uploads(session.username), request);
  let failure: unknown;
  const server = new Server({
    path: tusPath.slice(0, -1),
    datastore: store,
    locker: services.uploadLocks.lockerFor(session.username, interruptOf(exchange)),
    maxSize: services.maximumUploadBytes,
    relativeLocation: true,
    getFileIdFromRequest: () => uploadIdOf(exchange.url.pathname) ?? undefined,
    onResponseError: (_request, error) => {
      if (!('status_code' in error)) failure = error;
      return undefined;
    },
  });
  const answer = await server.handleWeb(webRequest);
  if (failure !== undefined) throw failure;
  const headers = tusHeadersOf(answer.headers);
  if (answer.status >= 400) throw new HttpError(answer.status, (await answer.text()).trim(), headers);
  response.writeHead(answer.status, { ...headers, ...expiryOf(services, exchange, store) }).end();
};

function checkMethod(exchange: SessionExchange): void {
  const id = uploadIdOf(exchange.url.pathname);
  if (id === null) throw new HttpError(404, 'Not found');
  const allowed = id === undefined ? methodsOfAll : methodsOfOne;
  if (!allowed.includes(methodOf(exchange))) {
    throw new HttpError(405, 'Method not allowed', { Allow: allowed.join(', ') });
  }
}

/** Only a transfer is ever in the way of another request. What has arrived of it stays. */
function interruptOf(exchange: SessionExchange): () => void {
  const isTransfer = ['POST', 'PATCH'].includes(methodOf(exchange));
  return () => {
    if (isTransfer) exchange.request.destroy();
  };
}

/** Leaves out what is meant for browsers. */
function tusHeadersOf(headers: Headers): Record<string, string> {
  const own = [...headers].filter(([name]) => /^(?:tus-|upload-|location$|cache-control$)/.test(name));
  return Object.fromEntries(own);
}

/** Every request for an upload prolongs its life. */
function expiryOf(
  { clock, uploadLifetime }: Services,
  exchange: SessionExchange,
  store: RequestStore,
): Record<string, string> {
  if (store.isFinished || !['POST', 'HEAD', 'PATCH'].includes(methodOf(exchange))) return {};
  return { 'Upload-Expires': new Date(clock() + uploadLifetime).toUTCString() };
}
