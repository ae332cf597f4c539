/**
 * Leaves out of an input what it does not need, halves first, then smaller pieces.
 *
 * @param isStillSo whether an input does what it was kept for
 * @param attempts how often to ask
 */
export async function minimise(
  input: Buffer,
  isStillSo: (input: Buffer) => Promise<boolean>,
  attempts: number,
): Promise<Buffer> {
  let best = input;
  let left = attempts;
  for (let length = Math.max(1, best.length >> 1); length > 0 && left > 0; length = length >> 1) {
    for (let at = 0; at < best.length && left > 0; ) {
      const without = Buffer.concat([best.subarray(0, at), best.subarray(at + length)]);
      left -= 1;
      if (await isStillSo(without)) best = without;
      else at += length;
    }
  }
  return best;
}
