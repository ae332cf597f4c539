import type { Rule } from '../../../src/schedule/entry.ts';
import { occurrencesByTheClocks } from './clocks.ts';

const minute = 60_000;

/** What should happen to one entry, told in other words than the scheduler's: from lists of moments. */
export class Expectation {
  readonly rule: Rule;
  readonly #moments: readonly number[];
  readonly #added: number;
  lastSuccess: number | null = null;
  lastAttempt: number | null = null;
  failures = 0;
  isPaused = false;

  constructor(rule: Rule, added: number, from: number, to: number) {
    this.rule = rule;
    this.#added = added;
    this.#moments = 'every' in rule ? [] : occurrencesByTheClocks(rule, from, to);
  }

  isDue(now: number): boolean {
    return !this.isPaused && this.#isWaitedFor(now) && now >= this.#retry(now);
  }

  /** The first regular time after a moment. */
  after(moment: number): number {
    if ('every' in this.rule) return moment + this.rule.every * 1000;
    return this.#moments.find((occurrence) => occurrence > moment) ?? Number.POSITIVE_INFINITY;
  }

  note(at: number, isSuccess: boolean): void {
    this.lastAttempt = at;
    this.failures = isSuccess ? 0 : this.failures + 1;
    if (isSuccess) this.lastSuccess = at;
  }

  #isWaitedFor(now: number): boolean {
    const isCredible = this.lastSuccess !== null && this.lastSuccess <= this.after(now);
    if (isCredible) return this.after(this.lastSuccess ?? 0) <= now;
    return 'every' in this.rule || this.#added > now || this.after(this.#added) <= now;
  }

  #retry(now: number): number {
    if (this.failures === 0 || this.lastAttempt === null || this.lastAttempt > now) return 0;
    const pause = Math.min(5 * 2 ** (this.failures - 1), 240) * minute;
    return Math.min(this.lastAttempt + pause, this.after(this.lastAttempt));
  }
}
