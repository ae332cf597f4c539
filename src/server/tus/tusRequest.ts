import type { Exchange } from '../exchange.ts';
import { HttpError } from '../httpError.ts';

export const tusPath = '/files/';

const version = '1.0.0';
const bodyType = 'application/offset+octet-stream';

/** What the tus library reads; nothing else of a request concerns it. */
const passedOn = ['tus-resumable', 'content-type', 'content-length'];

/** The id of the upload that a path names; undefined for the path of all of them, null for any other. */
export function uploadIdOf(path: string): string | undefined | null {
  if (path === tusPath || `${path}/` === tusPath) return undefined;
  const id = path.startsWith(tusPath) ? path.slice(tusPath.length) : '';
  return /^[0-9a-f]{32}$/.test(id) ? id : null;
}

/**
 * The method a client means, which may not be able to send it (tus 1.0.0, `X-HTTP-Method-Override`).
 */
export function methodOf({ request }: Exchange): string {
  const override = request.headers['x-http-method-override'];
  return typeof override === 'string' && request.method === 'POST' ? override : (request.method ?? '');
}

/**
 * Checks what the library would refuse with a status that means something else here, and makes the request one of
 * the kind that it takes, without the body.
 *
 * @throws {HttpError} 400, 412, 415
 */
export function toWebRequest(exchange: Exchange): Request {
  const { url, request } = exchange;
  const method = methodOf(exchange);
  const { headers } = request;
  if (method !== 'OPTIONS' && headers['tus-resumable'] !== version) {
    throw new HttpError(412, `Tus-Resumable must be ${version}`, { 'Tus-Version': version });
  }
  if (method === 'PATCH') {
    if (headers['content-type'] !== bodyType) throw new HttpError(415, `Content-Type must be ${bodyType}`);
    if (headers['upload-offset'] === undefined) throw new HttpError(400, 'Upload-Offset is required');
  }
  const own = Object.entries(headers).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && (passedOn.includes(entry[0]) || entry[0].startsWith('upload-')),
  );
  return new Request(`https://server${url.pathname}`, { method, headers: own });
}
