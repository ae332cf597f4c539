import { constants } from 'node:os';

const signals = ['SIGHUP', 'SIGTERM', 'SIGINT'] as const;
type Signal = (typeof signals)[number];

/** How long clearing up may take before the process ends regardless. */
const graceMilliseconds = 1000;

/**
 * Ends the process with 128 + n on a signal n, and as on a hang-up when the terminal goes away: its input ends
 * or its output fails. `clearUp` runs first, once, for a second at most.
 *
 * @returns a function that stops the watch
 */
export function watchForEnd(clearUp: () => Promise<void>): () => void {
  let isEnding = false;

  function end(signal: Signal): void {
    if (isEnding) return;
    isEnding = true;
    const code = 128 + constants.signals[signal];
    setTimeout(() => process.exit(code), graceMilliseconds);
    // Whatever clearing up runs into, most of all a terminal that is gone, the process ends.
    clearUp().then(
      () => process.exit(code),
      () => process.exit(code),
    );
  }

  const hangUp = () => end('SIGHUP');
  for (const signal of signals) process.on(signal, end);
  process.stdin.on('end', hangUp).on('error', hangUp);
  process.stdout.on('error', hangUp);

  return () => {
    for (const signal of signals) process.off(signal, end);
    process.stdin.off('end', hangUp).off('error', hangUp);
    // The listener of the output stays: its last writes may still fail, and an error without a listener kills.
    isEnding = true;
  };
}
