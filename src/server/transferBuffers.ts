import { releaseMemory } from '../common/releaseMemory.ts';

const mebibyte = 2 ** 20;

/** For the buffers of all transfers together, as long as they are not hundreds. */
const totalBytes = 32 * mebibyte;

/** Of what is left for a transfer that begins. */
const share = 1 / 32;

const smallestBytes = 32 * 1024;
const largestBytes = 512 * 1024;

/** A multiple of that many bytes, so that whole pieces of base64 are whole quanta. */
const pageBytes = 4096;

let leftBytes = totalBytes;

/**
 * Lends two buffers of one length to a transfer: one is filled while the other is being emptied. They are large while few
 * transfers are under way, 512 KiB, which costs the least time, and small when there are many, so that they do not fill
 * the memory.
 *
 * @param expected bytes, so that a small body needs no large buffers
 * @param transfer no longer uses the buffers once it resolves
 */
export async function withTwoBuffers<T>(
  expected: number,
  transfer: (one: Buffer, other: Buffer) => Promise<T>,
): Promise<T> {
  const size = Math.min(Math.max(1, expected), fairSize());
  const [one, other] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  leftBytes -= 2 * size;
  try {
    const result = await transfer(one, other);
    for (const buffer of [one, other]) releaseMemory(buffer);
    return result;
  } finally {
    leftBytes += 2 * size;
  }
}

function fairSize(): number {
  const pages = Math.floor((leftBytes * share) / 2 / pageBytes);
  return Math.min(largestBytes, Math.max(smallestBytes, pages * pageBytes));
}
