import type { FileHandle } from 'node:fs/promises';
import type { PlacedBytes } from '../../crypto/seal/sealPiped.ts';

/** Writes bytes where they belong in a file. */
export async function writePieces(file: FileHandle, pieces: AsyncIterable<PlacedBytes>): Promise<void> {
  for await (const { position, bytes } of pieces) {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
      written += bytesWritten;
    }
  }
}

/** Chunks, and where each belongs when they follow one another. */
export async function* inOrder(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<PlacedBytes, void, void> {
  let position = 0;
  for await (const chunk of chunks) {
    yield { position, bytes: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) };
    position += chunk.length;
  }
}
