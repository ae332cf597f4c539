import type { ServerResponse } from 'node:http';
import { base64Length, encodeBase64 } from '../base64.ts';
import { sendPiece } from '../respond.ts';
import type { ArchiveReader } from '../store/store.ts';

/** A multiple of three, so that padding comes at the end only. */
const bufferBytes = 16 * 48 * 1024;

const documentStart = '{"message":"Download successful!","file_content":"';
const documentEnd = '"}';

/**
 * Sends an archive as base64 in a JSON document, written piece by piece.
 *
 * @param count told of the bytes of the archive that have left
 */
export async function sendAsBase64(
  response: ServerResponse,
  reader: ArchiveReader,
  count: (bytes: number) => void,
): Promise<void> {
  const length = documentStart.length + base64Length(reader.archive.size) + documentEnd.length;
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': length });
  await sendPiece(response, documentStart);
  await sendContent(response, reader, count);
  response.end(documentEnd);
}

/** Reads and encodes the next piece while the one before is on its way. */
async function sendContent(
  response: ServerResponse,
  reader: ArchiveReader,
  count: (bytes: number) => void,
): Promise<void> {
  const { size } = reader.archive;
  const bytes = Buffer.allocUnsafeSlow(Math.min(bufferBytes, size));
  let text = Buffer.allocUnsafeSlow(base64Length(bytes.length));
  let spare = Buffer.allocUnsafeSlow(base64Length(bytes.length));
  let sending = Promise.resolve();
  for (let position = 0; position < size; position += bytes.length) {
    const expected = Math.min(bytes.length, size - position);
    const filled = await reader.read(bytes.subarray(0, expected), position);
    if (filled < expected) throw new Error('the archive became shorter while it was read');
    const length = encodeBase64(bytes.subarray(0, filled), text);
    await sending;
    sending = sendPiece(response, text.subarray(0, length)).then(() => count(filled));
    sending.catch(() => undefined);
    [text, spare] = [spare, text];
  }
  await sending;
}
