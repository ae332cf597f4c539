import type { IncomingMessage } from 'node:http';
import { archiveNameOf } from '../archiveName.ts';
import { base64Length, decodeBase64InPlace } from '../base64.ts';
import { entityTagOf, isOnlyForNew } from '../entityTag.ts';
import type { SessionHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { receiveBody } from '../receiveBody.ts';
import { RequestBody } from '../requestBody.ts';
import { sendJson } from '../respond.ts';
import { contentLengthOf } from '../smallBody.ts';
import type { ArchiveWriter } from '../store/store.ts';

/**
 * `POST /upload-file`: stores the body, as it is or decoded from base64, under the name in `File-Name`; with
 * `If-None-Match: *`, only as long as nothing has that name.
 */
export const uploadFile: SessionHandler = async (services, { request, response, session }) => {
  const { username } = session;
  const name = archiveNameOf(request);
  const onlyNew = isOnlyForNew(request);
  const isBase64 = isBase64Body(request);
  const length = contentLengthOf(request);
  if (isBase64 && length % 4 !== 0) throw new HttpError(400, 'The body is not valid base64');
  const { maximumUploadBytes } = services;
  if (length > (isBase64 ? base64Length(maximumUploadBytes) : maximumUploadBytes)) {
    throw new HttpError(413, `An archive may have at most ${maximumUploadBytes} bytes`);
  }
  const bytes = isBase64 ? (length / 4) * 3 : length;
  const archive = await services.quotas.withRoomFor(username, bytes, async () => {
    const writer = await services.store.create(username, name, bytes, { onlyNew });
    try {
      await receive(request, length, isBase64, writer);
      // The account may be gone by now, and what it had with it.
      if (!(await services.sessions.isValid(session)))
        throw new HttpError(403, 'The session has ended meanwhile');
      // Making a large archive durable can take longer than a silent connection is kept.
      request.socket.setTimeout(0);
      return await writer.commit();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  });
  services.metrics.transferred('in', archive.size);
  services.log({ level: 'info', event: 'upload', facts: { username, name, bytes: archive.size } });
  sendJson(response, 200, { message: 'File uploaded successfully!' }, { ETag: entityTagOf(archive) });
};

async function receive(
  request: IncomingMessage,
  length: number,
  isBase64: boolean,
  writer: ArchiveWriter,
): Promise<void> {
  // Whole pieces end between two base64 quanta, because their length is a multiple of four.
  await receiveBody(new RequestBody(request), length, 'whole', async (piece, position) => {
    const isLast = position + piece.length === length;
    const decoded = isBase64 ? decodeBase64InPlace(piece, piece.length, isLast) : piece.length;
    await writer.write(piece.subarray(0, decoded));
  });
}

function isBase64Body(request: IncomingMessage): boolean {
  const values = request.headersDistinct['content-transfer-encoding'] ?? [];
  const encoding = values.join(', ').toLowerCase();
  if (encoding === 'base64') return true;
  if (['', 'binary', '8bit', '7bit'].includes(encoding)) return false;
  throw new HttpError(400, 'Content-Transfer-Encoding must be base64 or binary');
}
