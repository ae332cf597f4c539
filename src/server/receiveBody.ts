import type { RequestBody } from './requestBody.ts';

const bufferBytes = 512 * 1024;

/**
 * Receives a body into one buffer while the other is being written, until the body ends.
 *
 * @param expected bytes, so that a small body needs no large buffer
 * @param pieces `whole`: of 512 KiB, but for the last; `prompt`: of what has come after a moment
 * @param write gets each piece with its position in the body; the buffer may be used again once it resolves
 * @returns the length of the body
 * @throws what `write` throws, and {ClientGone}, after all prompt pieces that came have been written
 */
export async function receiveBody(
  body: RequestBody,
  expected: number,
  pieces: 'whole' | 'prompt',
  write: (bytes: Buffer, position: number) => Promise<void>,
): Promise<number> {
  const size = Math.min(bufferBytes, Math.max(1, expected));
  let filling = Buffer.allocUnsafeSlow(size);
  let spare = Buffer.allocUnsafeSlow(size);
  let received = 0;
  let writing = Promise.resolve();
  try {
    while (!body.isAtEnd) {
      const filled = await (pieces === 'whole' ? body.fill(filling) : body.fillSome(filling));
      await writing;
      if (filled > 0) writing = write(filling.subarray(0, filled), received);
      // A failure is thrown by the next await; until then nobody listens.
      writing.catch(() => undefined);
      received += filled;
      [filling, spare] = [spare, filling];
    }
  } finally {
    await writing;
  }
  return received;
}
