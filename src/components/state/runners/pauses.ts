import { setImmediate } from 'node:timers/promises';

/** Long work lets keys be heard after so many milliseconds. */
const longestMilliseconds = 20;

/**
 * A function to call again and again during long work: it pauses when it is time to.
 *
 * @throws the reason of the signal
 */
export function createPauses(signal: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  const pause = async () => {
    await setImmediate();
    signal.throwIfAborted();
    last = performance.now();
  };
  return () => (performance.now() - last < longestMilliseconds ? undefined : pause());
}
