/** Passes chunks on, and tells how many bytes went by so far. */
export async function* countBytes<Chunk extends Uint8Array>(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  onCount: (bytes: number) => void,
): AsyncGenerator<Chunk, void, void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onCount(bytes);
    yield chunk;
  }
}
