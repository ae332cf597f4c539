import type { ServerResponse } from 'node:http';
import { base64Length, encodeBase64InPlace, placeOfBytes } from '../base64.ts';
import { sendPiece } from '../respond.ts';
import type { ArchiveReader } from '../store/store.ts';
import { withTwoBuffers } from '../transferBuffers.ts';

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
  await withTwoBuffers(base64Length(size), async (one, other) => {
    let [reading, spare] = [one, other];
    let sending = Promise.resolve();
    const read = reader.readRange({ start: 0, end: size });
    for (let position = 0; position < size; ) {
      const expected = Math.min(bytesOf(reading), size - position);
      const filled = await read(placeOfBytes(reading, expected));
      if (filled < expected) throw new Error('the archive became shorter while it was read');
      const text = encodeBase64InPlace(reading, filled);
      await sending;
      sending = sendPiece(response, text).then(() => count(filled));
      sending.catch(() => undefined);
      position += filled;
      [reading, spare] = [spare, reading];
    }
    await sending;
  });
}

/** So many bytes have their text in the buffer: a multiple of three, so that padding comes at the end only. */
function bytesOf(text: Buffer): number {
  return Math.floor(text.length / 4) * 3;
}
