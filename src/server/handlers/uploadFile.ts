import type { IncomingMessage } from 'node:http';
import { archiveNameOf } from '../archiveName.ts';
import { base64Length, decodeBase64InPlace } from '../base64.ts';
import type { SessionHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { contentLengthOf, RequestBody } from '../requestBody.ts';
import { sendJson } from '../respond.ts';
import type { ArchiveWriter } from '../store.ts';

/** A multiple of four, so that every filled buffer but the last ends between two base64 quanta. */
const bufferBytes = 512 * 1024;

/** `POST /upload-file`: stores the body, as it is or decoded from base64, under the name in `File-Name`. */
export const uploadFile: SessionHandler = async (services, { request, response, session }) => {
  const name = archiveNameOf(request);
  const isBase64 = isBase64Body(request);
  const length = contentLengthOf(request);
  if (isBase64 && length % 4 !== 0) throw new HttpError(400, 'The body is not valid base64');
  const { maximumUploadBytes } = services;
  if (length > (isBase64 ? base64Length(maximumUploadBytes) : maximumUploadBytes)) {
    throw new HttpError(413, `An archive may have at most ${maximumUploadBytes} bytes`);
  }
  const writer = await services.store.create(session.username, name);
  try {
    await receive(request, length, isBase64, writer);
    // Making a large archive durable can take longer than a silent connection is kept.
    request.socket.setTimeout(0);
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  services.log({ level: 'info', event: 'upload', facts: { username: session.username, name } });
  sendJson(response, 200, { message: 'File uploaded successfully!' });
};

/** Receives into one buffer while the other is being written. */
async function receive(
  request: IncomingMessage,
  length: number,
  isBase64: boolean,
  writer: ArchiveWriter,
): Promise<void> {
  const body = new RequestBody(request);
  let filling = Buffer.allocUnsafeSlow(Math.min(bufferBytes, length));
  let spare = Buffer.allocUnsafeSlow(Math.min(bufferBytes, length));
  let received = 0;
  let writing = Promise.resolve();
  while (received < length) {
    const filled = await body.fill(filling);
    received += filled;
    const bytes = isBase64 ? decodeBase64InPlace(filling, filled, received === length) : filled;
    await writing;
    writing = writer.write(filling.subarray(0, bytes));
    // A failure is thrown by the next await; until then nobody listens.
    writing.catch(() => undefined);
    [filling, spare] = [spare, filling];
  }
  await writing;
}

function isBase64Body(request: IncomingMessage): boolean {
  const values = request.headersDistinct['content-transfer-encoding'] ?? [];
  const encoding = values.join(', ').toLowerCase();
  if (encoding === 'base64') return true;
  if (['', 'binary', '8bit', '7bit'].includes(encoding)) return false;
  throw new HttpError(400, 'Content-Transfer-Encoding must be base64 or binary');
}
