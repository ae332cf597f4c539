import { slowestBytes, type Timeouts } from '../timeouts.ts';

/**
 * What the answer to a request is: a short text; an archive, which takes as long as it moves; or the word that an
 * upload is stored, for which some servers work a long while in silence.
 */
export type Awaited = 'answer' | 'archive' | 'confirmation';

/** What took too long: a whole answer, or a transfer that hardly moves. */
export type Slowness = 'answer' | 'transfer';

/**
 * Ends an exchange that never would. Silence alone does not tell: a server that sends a byte now and then is never
 * silent.
 */
export class ExchangeClock {
  readonly #timeouts: Timeouts;
  readonly #awaited: Awaited;
  readonly #isOurTurn: () => boolean;
  readonly #onTimeout: (what: Slowness, milliseconds: number) => void;
  #isSending = true;
  #deadline: NodeJS.Timeout | undefined;
  #pace: NodeJS.Timeout | undefined;
  #moved = 0;

  /** @param isOurTurn true while the server waits for us, and cannot be blamed */
  constructor(
    timeouts: Timeouts,
    awaited: Awaited,
    isOurTurn: () => boolean,
    onTimeout: (what: Slowness, milliseconds: number) => void,
  ) {
    this.#timeouts = timeouts;
    this.#awaited = awaited;
    this.#isOurTurn = isOurTurn;
    this.#onTimeout = onTimeout;
  }

  /** The request begins to leave. */
  start(): void {
    // A chunk is known to have left only as a whole, and on a slow line that takes its time.
    this.#watchPace(this.#timeouts.work);
  }

  /** So many bytes of a body went by, in either direction. */
  moved(bytes: number): void {
    this.#moved += bytes;
  }

  /** We were what the server waited for; its time begins anew. */
  excuse(): void {
    this.#moved = slowestBytes;
  }

  /** The request has left; the answer may be here already. */
  left(): void {
    if (!this.#isSending) return;
    this.#isSending = false;
    this.#stopPace();
    this.#setDeadline();
  }

  /** The answer has begun, maybe before the request had left. */
  answered(status: number): void {
    this.#isSending = false;
    this.#stopPace();
    if (this.#awaited === 'archive' && status < 300) {
      clearTimeout(this.#deadline);
      this.#watchPace(this.#timeouts.pace);
    } else this.#setDeadline();
  }

  stop(): void {
    this.#isSending = false;
    clearTimeout(this.#deadline);
    this.#stopPace();
  }

  #setDeadline(): void {
    const milliseconds = this.#timeouts[this.#awaited === 'confirmation' ? 'work' : 'answer'];
    this.#deadline ??= setTimeout(() => this.#onTimeout('answer', milliseconds), milliseconds);
  }

  #watchPace(milliseconds: number): void {
    this.#moved = 0;
    this.#pace = setInterval(() => {
      const isTooSlow = this.#moved < slowestBytes && !this.#isOurTurn();
      this.#moved = 0;
      if (isTooSlow) this.#onTimeout('transfer', milliseconds);
    }, milliseconds);
  }

  #stopPace(): void {
    clearInterval(this.#pace);
  }
}
