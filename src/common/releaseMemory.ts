/**
 * Gives the memory of a buffer back at once; the buffer is empty afterwards. What `node:crypto` makes for each piece
 * of a large file would else pile up until the collector comes, a hundred times a gigabyte.
 */
export function releaseMemory(bytes: Uint8Array): void {
  const { buffer } = bytes;
  // One that shares its memory with others is small, and not ours alone to give.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}
