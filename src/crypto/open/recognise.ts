import { decodeBase64 } from '../../common/base64.ts';
import { ByteReader } from '../../common/byteReader.ts';
import { magic } from '../envelope/envelope.ts';

/** The base64 text of the magic, as far as its bytes alone decide it. */
const magicText = Buffer.from(magic.toString('base64').slice(0, 10), 'latin1');

/** Bytes that may be a sealed archive. */
export interface Recognised {
  /** The archive itself, its base64 text, or something else. */
  readonly form: 'sealed' | 'sealed-text' | 'other';
  /** The archive, decoded; something else as it is. */
  readonly chunks: AsyncGenerator<Buffer, void, void>;
  /** Lets go of the source, also when nothing more was read. */
  close(): Promise<void>;
}

/**
 * Looks at the start of what should be an archive. Servers that know only text keep a sealed archive as the base64
 * text in which it was sent: where that stands, it is decoded.
 */
export async function recogniseArchive(chunks: AsyncIterable<Uint8Array>): Promise<Recognised> {
  const reader = new ByteReader(chunks);
  const start = Buffer.from(await reader.read(magicText.length));
  const whole = startingWith(start, reader);
  const close = () => reader.close();
  if (start.equals(magicText)) return { form: 'sealed-text', chunks: decodeBase64(whole), close };
  return { form: start.subarray(0, magic.length).equals(magic) ? 'sealed' : 'other', chunks: whole, close };
}

async function* startingWith(start: Buffer, reader: ByteReader): AsyncGenerator<Buffer, void, void> {
  try {
    yield start;
    yield* reader.rest();
  } finally {
    await reader.close();
  }
}
