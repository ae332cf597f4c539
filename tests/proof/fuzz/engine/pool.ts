import { createHash } from 'node:crypto';
import type { Step } from './coverage.ts';
import { pick, type Random } from './random.ts';

/** An input that did something new. */
export interface Entry {
  readonly input: Buffer;
  /** All that it does. */
  readonly steps: readonly Step[];
  /** How long it took. */
  readonly microseconds: number;
  timesChosen: number;
}

/** The inputs that mutations begin with. */
export class Pool {
  readonly entries: Entry[] = [];
  readonly #known = new Set<string>();

  /** False for one that is there already. */
  add(entry: Omit<Entry, 'timesChosen'>): boolean {
    const digest = createHash('sha256').update(entry.input).digest('base64');
    if (this.#known.has(digest)) return false;
    this.#known.add(digest);
    this.entries.push({ ...entry, timesChosen: 0 });
    return true;
  }

  /** Of three, the one on which least time was spent. */
  choose(random: Random): Buffer {
    const spent = ({ timesChosen, microseconds }: Entry) => timesChosen * (microseconds + 20);
    const three = Array.from({ length: 3 }, () => pick(this.entries, random));
    const chosen = three.reduce((best, other) => (spent(other) < spent(best) ? other : best));
    chosen.timesChosen += 1;
    return chosen.input;
  }

  /** Few short inputs that together run every block that all of them run. */
  cover(): Buffer[] {
    const missing = new Set(this.entries.flatMap(({ steps }) => steps.map((step) => step >> 3)));
    const chosen: Buffer[] = [];
    const shortFirst = this.entries.toSorted((one, other) => one.input.length - other.input.length);
    // Those that alone run a block would have to come along anyway; the others mostly are not needed then.
    const runners = new Map<number, number>();
    for (const { steps } of shortFirst)
      for (const block of new Set(steps.map((step) => step >> 3)))
        runners.set(block, (runners.get(block) ?? 0) + 1);
    const rarestOf = ({ steps }: Entry) => Math.min(...steps.map((step) => runners.get(step >> 3) ?? 0));
    for (const { input, steps } of shortFirst.toSorted((one, other) => rarestOf(one) - rarestOf(other))) {
      const blocks = steps.map((step) => step >> 3).filter((block) => missing.has(block));
      if (blocks.length > 0) chosen.push(input);
      for (const block of blocks) missing.delete(block);
    }
    return chosen;
  }
}
