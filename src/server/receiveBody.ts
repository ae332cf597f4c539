import type { RequestBody } from './requestBody.ts';
import { withTwoBuffers } from './transferBuffers.ts';

/**
 * Receives a body into one buffer while the other is being written, until the body ends.
 *
 * @param expected bytes, so that a small body needs no large buffer
 * @param pieces `whole`: of the length of the buffers, a multiple of four, but for the last; `prompt`: of what has come after a moment
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
  return withTwoBuffers(expected, async (one, other) => {
    let [filling, spare] = [one, other];
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
  });
}
