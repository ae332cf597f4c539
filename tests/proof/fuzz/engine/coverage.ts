/**
 * How often each block of the program ran while an input was read, in steps (1, 2, 3, 4–7, 8–15, 16–31, 32–127, more) as
 * AFL counts them: one more turn of a loop is nothing new, twice as many are.
 */
export class Coverage {
  readonly #counts: Uint8Array;
  readonly #seen: Uint8Array;

  /** @param counts of the instrumented code; it is cleared before each input */
  constructor(counts: Uint8Array) {
    this.#counts = counts;
    this.#seen = new Uint8Array(counts.length);
  }

  /** Blocks that ran with any input so far. */
  get blocks(): number {
    return this.#seen.reduce((sum, steps) => sum + (steps === 0 ? 0 : 1), 0);
  }

  clear(): void {
    this.#counts.fill(0);
  }

  /** What the input did that none before it has done; empty mostly. */
  news(): Step[] {
    const found: Step[] = [];
    this.#each((step, block, bit) => {
      if (((this.#seen[block] ?? 0) & bit) === 0) found.push(step);
    });
    return found;
  }

  /** True when the input has done all of that. */
  did(steps: readonly Step[]): boolean {
    return steps.every((step) => stepOf(this.#counts[step >> 3] ?? 0) === (step & 7));
  }

  /** Everything the input has done. */
  all(): Step[] {
    const found: Step[] = [];
    this.#each((step) => found.push(step));
    return found;
  }

  remember(): void {
    this.#each((_, block, bit) => {
      this.#seen[block] = (this.#seen[block] ?? 0) | bit;
    });
  }

  #each(visit: (step: Step, block: number, bit: number) => void): void {
    const counts = this.#counts;
    for (let block = 0; block < counts.length; block += 1) {
      const count = counts[block];
      if (count === undefined || count === 0) continue;
      const step = stepOf(count);
      visit((block << 3) | step, block, 1 << step);
    }
  }
}

/** A block, and in which step of how often it ran. */
export type Step = number;

const steps = Uint8Array.from({ length: 256 }, (_, count) => {
  if (count < 4) return Math.max(0, count - 1);
  if (count < 16) return count < 8 ? 3 : 4;
  if (count < 128) return count < 32 ? 5 : 6;
  return 7;
});

/** A count of 0 has none; it is not asked for. */
function stepOf(count: number): number {
  return count === 0 ? -1 : (steps[count] ?? 7);
}
