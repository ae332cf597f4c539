/** Runs of scheduled paths that the user asked for, one after the other. */
export interface AskedRuns {
  /** True while one is under way or waits; the scheduler then begins nothing. */
  readonly isBusy: boolean;
  has(path: string): boolean;
  ask(path: string): void;
  /** Cancels them; settles when the last has ended. */
  stop(): Promise<void>;
}

/** @param run never rejects */
export function createAskedRuns(run: (path: string, signal: AbortSignal) => Promise<void>): AskedRuns {
  const asked = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let abort = new AbortController();

  async function runNext(path: string, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await run(path, signal);
    asked.delete(path);
  }

  return {
    get isBusy() {
      return asked.size > 0;
    },
    has: (path) => asked.has(path),
    ask(path) {
      asked.add(path);
      const { signal } = abort;
      last = last.then(() => runNext(path, signal));
    },
    async stop() {
      abort.abort();
      // Whoever logs in again may ask again.
      abort = new AbortController();
      await last;
    },
  };
}
