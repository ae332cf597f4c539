/** What can be held back: a stream. */
interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/** What may lie here before the socket is asked to wait, in bytes of memory. */
const highWaterMark = 1024 * 1024;
/** A piece costs more than its bytes: an object, and all of the memory that it is a view of. */
const pieceOverhead = 512;

type Next = IteratorResult<Buffer, void>;

/**
 * Hands the pieces of a body from the parser to whoever reads it, and holds the socket back meanwhile. Not a
 * generator: one that is returned before its first `next` would not notice, and keep the connection.
 */
export class BodyQueue implements AsyncIterableIterator<Buffer, void, void> {
  readonly #socket: Pausable;
  readonly #onAbandon: () => void;
  #pieces: Buffer[] = [];
  #queued = 0;
  #isHeld = false;
  #isEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #changed = Promise.withResolvers<void>();

  /** @param onAbandon is told when nobody wants the rest of the body */
  constructor(socket: Pausable, onAbandon: () => void) {
    this.#socket = socket;
    this.#onAbandon = onAbandon;
  }

  /** True while it is the reader that everything waits for. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#queued += costOf(piece);
    if (this.#queued > highWaterMark && !this.#isHeld) {
      this.#isHeld = true;
      this.#socket.pause();
    }
    this.#notify();
  }

  /** The body is complete, and the socket may go its own way. */
  end(): void {
    this.#isEnded = true;
    this.#release();
    this.#notify();
  }

  fail(error: unknown): void {
    if (this.#isEnded) return;
    this.#failure ??= { error };
    this.#notify();
  }

  /** The next piece. @throws what `fail` was told, once the pieces before are read */
  async next(): Promise<Next> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece) {
        this.#queued -= costOf(piece);
        if (this.#queued <= highWaterMark / 2) this.#release();
        return { value: piece, done: false };
      }
      if (this.#isEnded) return { value: undefined, done: true };
      if (this.#failure) throw this.#failure.error;
      await this.#changed.promise;
    }
  }

  /** Says that the rest is not wanted. */
  async return(): Promise<Next> {
    const isComplete = this.#isEnded;
    this.#pieces = [];
    this.end();
    if (!isComplete) this.#onAbandon();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#socket.resume();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

function costOf(piece: Buffer): number {
  return piece.buffer.byteLength + pieceOverhead;
}
