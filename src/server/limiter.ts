import { HttpError } from './httpError.ts';

/** Runs at most so many tasks at once, keeps at most so many waiting, and turns the rest away with 503. */
export class Limiter {
  readonly #concurrent: number;
  readonly #maximumWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrent: number, maximumWaiting: number) {
    this.#concurrent = concurrent;
    this.#maximumWaiting = maximumWaiting;
  }

  /** @throws {HttpError} 503 when too many wait already. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#concurrent) {
      this.#running += 1;
    } else {
      if (this.#waiting.length >= this.#maximumWaiting) {
        throw new HttpError(503, 'The server is busy, try again shortly', { 'Retry-After': '5' });
      }
      // The task that ends hands its place over, so the number of running ones stays as it is.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
