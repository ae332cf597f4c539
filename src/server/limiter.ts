import { HttpError } from './httpError.ts';

/**
 * Runs at most so many tasks at once. Of those who wait each gets one done in turn, however many the others have; and who
 * has so many waiting already is turned away with 503.
 */
export class Limiter {
  readonly #concurrent: number;
  readonly #maximumWaiting: number;
  /** Whose tasks wait; whoever is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #running = 0;

  constructor(concurrent: number, maximumWaiting: number) {
    this.#concurrent = concurrent;
    this.#maximumWaiting = maximumWaiting;
  }

  /** @throws {HttpError} 503 when too many of the same wait already. */
  async run<T>(who: string, task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#concurrent) this.#running += 1;
    // The task that ends hands its place over, so the number of running ones stays as it is.
    else await this.#turnOf(who);
    try {
      return await task();
    } finally {
      this.#handOver();
    }
  }

  #turnOf(who: string): Promise<void> {
    const own = this.#waiting.get(who) ?? [];
    if (own.length >= this.#maximumWaiting) {
      throw new HttpError(503, 'The server is busy, try again shortly', { 'Retry-After': '5' });
    }
    this.#waiting.set(who, own);
    return new Promise((resolve) => own.push(resolve));
  }

  #handOver(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    const [who, own] = next;
    const start = own.shift();
    // What else they want comes behind all others.
    this.#waiting.delete(who);
    if (own.length > 0) this.#waiting.set(who, own);
    start?.();
  }
}
