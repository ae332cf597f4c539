import { HttpError } from './httpError.ts';

/**
 * Characters per piece: longer strings leave V8's young generation and the codec becomes many times slower.
 */
const textPiece = 64 * 1024;
const bytesPiece = (textPiece / 4) * 3;

/** Length of the base64 text of so many bytes, padding included. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/**
 * Decodes the first `length` characters of `buffer` in place (RFC 4648, section 4: padded, no line breaks)
 * and gives the number of bytes. `length` is a multiple of four; padding may come only when `isLast`.
 *
 * @throws {HttpError} 400 for anything that is not strict base64.
 */
export function decodeBase64InPlace(buffer: Buffer, length: number, isLast: boolean): number {
  // Node's decoder takes the URL alphabet too, and skips whatever else it does not know: the first has to be
  // looked for, the second shows in the number of bytes.
  const text = buffer.subarray(0, length);
  if (text.includes(0x2d) || text.includes(0x5f)) throw invalidBase64();
  const lastQuantum = text.toString('latin1', length - 4);
  const padding = isLast ? paddingOf(lastQuantum) : 0;
  let written = 0;
  for (let start = 0; start < length; start += textPiece) {
    written += buffer.write(
      text.toString('latin1', start, Math.min(start + textPiece, length)),
      written,
      'base64',
    );
  }
  if (written !== (length / 4) * 3 - padding) throw invalidBase64();
  const lastBytes = buffer.toString('base64', written - (3 - padding), written);
  // Bits after the last byte must be zero, else two texts would stand for one archive.
  if (lastBytes !== lastQuantum) throw invalidBase64();
  return written;
}

/** Where `encodeBase64InPlace` expects so many bytes: where their text will end. */
export function placeOfBytes(buffer: Buffer, length: number): Buffer {
  const end = base64Length(length);
  return buffer.subarray(end - length, end);
}

/** Turns the bytes in their place into their base64 text, from the start of the buffer on. */
export function encodeBase64InPlace(buffer: Buffer, length: number): Buffer {
  const bytes = placeOfBytes(buffer, length);
  let written = 0;
  // The text never catches up with bytes that are still to be read.
  for (let start = 0; start < length; start += bytesPiece) {
    const piece = bytes.toString('base64', start, Math.min(start + bytesPiece, length));
    written += buffer.write(piece, written, 'latin1');
  }
  return buffer.subarray(0, written);
}

function paddingOf(lastQuantum: string): number {
  if (lastQuantum.endsWith('==')) return 2;
  return lastQuantum.endsWith('=') ? 1 : 0;
}

function invalidBase64(): HttpError {
  return new HttpError(400, 'The body is not valid base64');
}
