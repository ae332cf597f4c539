import { setTimeout as wait } from 'node:timers/promises';
import { type ErrorCode, UserError } from '../common/errors.ts';
import type { Retry } from './types.ts';

/** What a later attempt can mend; everything else would fail again. */
const passing: readonly ErrorCode[] = [
  'connection-lost',
  'connection-timed-out',
  'connection-refused',
  'host-unreachable',
  'session-ended',
];
const passingStatuses = [408, 423, 429, 500, 502, 503, 504];

const firstDelay = 500;
const longestDelay = 30_000;
const attemptsWithoutProgress = 8;

/** Waits between attempts, exponentially longer, with full jitter; begins anew whenever an attempt got further. */
export class Backoff {
  readonly #signal: AbortSignal | undefined;
  readonly #onRetry: ((retry: Retry) => void) | undefined;
  #attempt = 0;
  #reached = 0;

  constructor(options: { readonly signal?: AbortSignal; readonly onRetry?: (retry: Retry) => void }) {
    this.#signal = options.signal;
    this.#onRetry = options.onRetry;
  }

  /**
   * Waits until the next attempt.
   *
   * @param reached how far the attempt that failed came
   * @throws the error itself when no attempt can mend it, or too many failed; the reason of an aborted signal
   */
  async failed(error: unknown, reached: number): Promise<void> {
    if (!isPassing(error)) throw error;
    if (reached > this.#reached) this.#attempt = 0;
    this.#reached = reached;
    this.#attempt += 1;
    if (this.#attempt > attemptsWithoutProgress) throw error;
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** (this.#attempt - 1));
    const delay = Math.round(Math.random() * ceiling);
    this.#onRetry?.({ error, attempt: this.#attempt, delayMs: delay });
    await wait(delay, undefined, this.#signal ? { signal: this.#signal } : {});
  }
}

function isPassing(error: unknown): error is UserError {
  if (!(error instanceof UserError)) return false;
  if (passing.includes(error.code)) return true;
  return 'status' in error.facts && passingStatuses.includes(Number(error.facts.status));
}
