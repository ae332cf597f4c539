import { splitAt } from './parse.ts';

/** Some bytes in pieces, as a stream. */
export async function* stream(bytes: Buffer, offsets: readonly number[] = []): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield* splitAt(bytes, offsets);
}

export async function piecesOf<Piece>(chunks: AsyncIterable<Piece>): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of chunks) pieces.push(piece);
  return pieces;
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await piecesOf(chunks));
}
