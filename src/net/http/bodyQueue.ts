/** What can be held back: a stream. */
interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/** What may lie here before the socket is asked to wait, in bytes. */
const highWaterMark = 1024 * 1024;
/** Pieces are collected up to this size, because each costs more than its bytes. Short answers need less memory. */
const pieceLength = 128 * 1024;
const firstPieceLength = 16 * 1024;
/** So long a reader waits for a piece to become full, so that a slow line does not look dead. */
const patienceMilliseconds = 100;

type Next = IteratorResult<Buffer, void>;

/**
 * Hands a body from the parser to whoever reads it, in pieces worth the handing, and holds the socket back meanwhile.
 * What is pushed is copied: it stands in memory that the next bytes from the socket come to. Not a generator: one
 * that is returned before its first `next` would not notice, and keep the connection.
 */
export class BodyQueue implements AsyncIterableIterator<Buffer, void, void> {
  readonly #socket: Pausable;
  readonly #onAbandon: () => void;
  #pieces: Buffer[] = [];
  #filling: Buffer = Buffer.alloc(0);
  #filled = 0;
  #isFirstPiece = true;
  #isAwaited = false;
  #patience: NodeJS.Timeout | undefined;
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

  push(bytes: Buffer): void {
    for (let offset = 0; offset < bytes.length; ) {
      if (this.#filling.length === 0) this.#startPiece();
      const copied = bytes.copy(this.#filling, this.#filled, offset);
      this.#filled += copied;
      offset += copied;
      if (this.#filled === this.#filling.length) this.#finishPiece();
    }
    this.#queued += bytes.length;
    this.#beginPatience();
    if (this.#queued > highWaterMark && !this.#isHeld) {
      this.#isHeld = true;
      this.#socket.pause();
    }
  }

  /** The body is complete, and the socket may go its own way. */
  end(): void {
    this.#isEnded = true;
    this.#release();
    this.#finishPiece();
  }

  fail(error: unknown): void {
    if (this.#isEnded) return;
    this.#failure ??= { error };
    this.#finishPiece();
  }

  /** The next piece; its memory is the reader's. @throws what `fail` was told, once the pieces before are read */
  async next(): Promise<Next> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece) {
        this.#queued -= piece.length;
        if (this.#queued <= highWaterMark / 2) this.#release();
        return { value: piece, done: false };
      }
      if (this.#isEnded) return { value: undefined, done: true };
      if (this.#failure) throw this.#failure.error;
      this.#isAwaited = true;
      this.#beginPatience();
      await this.#changed.promise;
      this.#isAwaited = false;
    }
  }

  /** Says that the rest is not wanted. */
  async return(): Promise<Next> {
    const isComplete = this.#isEnded;
    this.#filled = 0;
    this.#pieces = [];
    this.end();
    if (!isComplete) this.#onAbandon();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #startPiece(): void {
    this.#filling = Buffer.allocUnsafeSlow(this.#isFirstPiece ? firstPieceLength : pieceLength);
    this.#isFirstPiece = false;
  }

  /** Where somebody waits for the rest of a piece. */
  #beginPatience(): void {
    if (this.#isAwaited && this.#filled > 0)
      this.#patience ??= setTimeout(() => this.#finishPiece(), patienceMilliseconds);
  }

  /** Gives out what there is of a piece, and wakes the reader. */
  #finishPiece(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (this.#filled > 0) this.#pieces.push(this.#filling.subarray(0, this.#filled));
    // The next piece goes behind it: a slow line makes many small ones, which shall take no more memory than they have bytes.
    this.#filling = this.#filling.subarray(this.#filled);
    this.#filled = 0;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#socket.resume();
  }
}
