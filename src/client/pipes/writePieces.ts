import type { FileHandle } from 'node:fs/promises';
import type { PlacedBytes } from '../../crypto/seal/sealPiped.ts';

/** So many bytes are collected before they are written. */
const batchLength = 2 * 1024 * 1024;

/** Pieces that follow one another in a file. */
interface Batch {
  readonly position: number;
  readonly parts: Buffer[];
  length: number;
}

/**
 * Writes bytes where they belong in a file, in batches, each while the next one is made. So a piece must stay what it is
 * until it was written.
 *
 * @param onWritten is given each piece when nobody looks at it any more
 */
export async function writePieces(
  file: FileHandle,
  pieces: AsyncIterable<PlacedBytes>,
  onWritten: (bytes: Buffer) => void = () => {},
): Promise<void> {
  let writing = Promise.resolve();
  try {
    for await (const batch of inBatches(pieces)) {
      await writing;
      writing = writeBatch(file, batch).then(() => batch.parts.forEach(onWritten));
      // Awaited with the next batch; until then a failure must not count as unhandled.
      writing.catch(() => {});
    }
  } finally {
    await writing;
  }
}

async function* inBatches(pieces: AsyncIterable<PlacedBytes>): AsyncGenerator<Batch, void, void> {
  let batch: Batch | undefined;
  for await (const { position, bytes } of pieces) {
    if (batch && (batch.length >= batchLength || batch.position + batch.length !== position)) {
      yield batch;
      batch = undefined;
    }
    batch ??= { position, parts: [], length: 0 };
    batch.parts.push(bytes);
    batch.length += bytes.length;
  }
  if (batch) yield batch;
}

async function writeBatch(file: FileHandle, { position, parts, length }: Batch): Promise<void> {
  let left = parts;
  for (let written = 0; written < length; ) {
    const { bytesWritten } = await file.writev(left, position + written);
    written += bytesWritten;
    left = without(left, bytesWritten);
  }
}

/** What remains of parts behind some bytes. */
function without(parts: readonly Buffer[], bytes: number): Buffer[] {
  let skipped = bytes;
  return parts.flatMap((part) => {
    const rest = part.subarray(Math.min(skipped, part.length));
    skipped -= part.length - rest.length;
    return rest.length === 0 ? [] : [rest];
  });
}

/** Chunks, and where each belongs when they follow one another. */
export async function* inOrder(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<PlacedBytes, void, void> {
  let position = 0;
  for await (const chunk of chunks) {
    yield { position, bytes: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) };
    position += chunk.length;
  }
}
