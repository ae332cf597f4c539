import { setImmediate } from 'node:timers/promises';

/** Shorter than a frame of the screens. */
const sliceMilliseconds = 10;

/**
 * For long work in small steps that are faster done at once than each awaited: now and then connections, timers and
 * screens get their turn.
 */
export class Pace {
  #since = performance.now();

  /** True when the work has gone on for long enough. */
  get isTired(): boolean {
    return performance.now() - this.#since > sliceMilliseconds;
  }

  async breathe(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
