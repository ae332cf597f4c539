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
/** 409: an upload is at another offset than we thought, and the next attempt asks for it. */
const passingStatuses = [408, 409, 423, 429, 500, 502, 503, 504];

const firstDelay = 500;
const longestDelay = 30_000;
/** Who asks for a longer pause than five minutes is asked again by the user, not by a program that sits there. */
const longestAskedDelay = 300_000;
const attemptsWithoutProgress = 8;
/** An attempt that brought less did not get further: a server that drips would keep us for ever. */
const progressBytes = 64 * 1024;

/**
 * Waits between attempts, exponentially longer, with full jitter, and at least as long as the server asks
 * (`Retry-After`); begins anew whenever an attempt got further.
 */
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
    if (reached >= this.#reached + progressBytes) {
      this.#attempt = 0;
      this.#reached = reached;
    }
    this.#attempt += 1;
    if (this.#attempt > attemptsWithoutProgress) throw error;
    const asked = askedDelay(error);
    if (asked > longestAskedDelay) throw error;
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** (this.#attempt - 1));
    const delay = Math.max(asked, Math.round(Math.random() * ceiling));
    this.#onRetry?.({ error, attempt: this.#attempt, delayMs: delay });
    await wait(delay, undefined, this.#signal ? { signal: this.#signal } : {});
  }
}

function askedDelay({ facts }: UserError): number {
  return 'retryAfterSeconds' in facts ? 1000 * (facts.retryAfterSeconds ?? 0) : 0;
}

/** True for what a later attempt may mend. */
export function isPassing(error: unknown): error is UserError {
  if (!(error instanceof UserError)) return false;
  if (passing.includes(error.code)) return true;
  return 'status' in error.facts && passingStatuses.includes(Number(error.facts.status));
}
