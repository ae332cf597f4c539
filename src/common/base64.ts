/** Text that should be base64 is not. */
export class Base64Error extends Error {
  override readonly name = 'Base64Error';
}

/** Node's codec is nine times faster on pieces of this size than on large ones. Whole groups of 3 bytes and 4 characters. */
const bytePiece = 48 * 1024;
const characterPiece = 64 * 1024;

/** Beside lines of text; white space without end would never be a whole group. */
const mostWhiteSpace = 64 * 1024;

const minus = 0x2d;
const underscore = 0x5f;

/** Bytes of the base64 text of so many bytes (RFC 4648, section 4). */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** Encodes a stream of bytes as base64 text in ASCII, without line breaks (RFC 4648, section 4). */
export async function* encodeBase64(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let carried = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const missing = carried.length === 0 ? 0 : 3 - carried.length;
    const group = Buffer.concat([carried, view.subarray(0, missing)]);
    if (group.length > 0 && group.length < 3) {
      carried = group;
      continue;
    }
    const end = view.length - ((view.length - missing) % 3);
    if (end > 0) yield encodeGroups(group, view.subarray(missing, end));
    carried = Buffer.from(view.subarray(end));
  }
  if (carried.length > 0) yield Buffer.from(carried.toString('base64'), 'latin1');
}

function encodeGroups(group: Buffer, bytes: Buffer): Buffer {
  const text = Buffer.allocUnsafe(base64Length(group.length) + base64Length(bytes.length));
  let length = text.write(group.toString('base64'), 'latin1');
  for (let offset = 0; offset < bytes.length; offset += bytePiece) {
    length += text.write(bytes.toString('base64', offset, offset + bytePiece), length, 'latin1');
  }
  return text;
}

/**
 * Decodes base64 text that comes in pieces. White space is skipped, as MIME encoders break lines, unless there is more
 * of it than of text; anything else outside the alphabet is an error (RFC 4648, section 3.3), though Node's decoder
 * would skip it, or read it as the other alphabet for file names.
 *
 * @throws {Base64Error}
 */
export async function* decodeBase64(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let carried = '';
  let isPadded = false;
  let read = 0;
  let decoded = 0;
  for await (const chunk of chunks) {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let offset = 0; offset < view.length; offset += characterPiece) {
      const piece = view.subarray(offset, offset + characterPiece);
      if (piece.includes(minus) || piece.includes(underscore)) throw outsideAlphabet();
      const { bytes, rest, padding } = decodeGroups(carried + piece.toString('latin1'));
      if (isPadded && bytes.length > 0) throw new Base64Error('text after the padding');
      isPadded ||= padding > 0;
      carried = rest;
      read += piece.length;
      decoded += bytes.length;
      if (read > 2 * base64Length(decoded) + mostWhiteSpace)
        throw new Base64Error('more white space than text');
      if (bytes.length > 0) yield bytes;
    }
  }
  if (/[^\r\n\t ]/.test(carried)) throw new Base64Error('the text ends in the middle of a group');
}

/** Decodes as many whole groups as there are. */
function decodeGroups(text: string): { bytes: Buffer; rest: string; padding: number } {
  const whole = text.length - (text.length % 4);
  const bytes = Buffer.from(text.slice(0, whole), 'base64');
  const padding = text[whole - 1] !== '=' ? 0 : text[whole - 2] === '=' ? 2 : 1;
  if (bytes.length === (whole / 4) * 3 - padding) {
    return { bytes, rest: text.slice(whole), padding };
  }
  const compact = text.replace(/[\r\n\t ]+/g, '');
  if (compact.length === text.length || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
    throw outsideAlphabet();
  }
  return decodeGroups(compact);
}

function outsideAlphabet(): Base64Error {
  return new Base64Error('a character outside the alphabet of base64');
}
