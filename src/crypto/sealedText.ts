import { decodeBase64 } from '../common/base64.ts';
import { ByteReader } from '../common/byteReader.ts';
import { magic } from './envelope/envelope.ts';

/** Base64 of the magic, as far as its bytes alone decide it. */
const magicText = Buffer.from(magic.toString('base64').slice(0, 10), 'latin1');

/**
 * Servers that know only text keep a sealed archive as the base64 text in which it was sent. Where that
 * stands in place of an archive it is decoded; everything else passes as it is.
 */
export async function* decodeSealedText(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  const reader = new ByteReader(chunks);
  try {
    const start = await reader.read(magicText.length);
    const all = startingWith(Buffer.from(start), reader);
    yield* start.equals(magicText) ? decodeBase64(all) : all;
  } finally {
    await reader.close();
  }
}

async function* startingWith(start: Buffer, reader: ByteReader): AsyncGenerator<Buffer, void, void> {
  yield start;
  yield* reader.rest();
}
