import type { Readable } from 'node:stream';

/** The body may lie here up to this many bytes before the socket is asked to wait. */
const highWaterMark = 1024 * 1024;

/** Hands the pieces of a body from the parser to whoever reads it, and holds the socket back meanwhile. */
export class BodyQueue {
  readonly #socket: Readable;
  #pieces: Buffer[] = [];
  #queued = 0;
  #isEnded = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(socket: Readable) {
    this.#socket = socket;
  }

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#queued += piece.length;
    if (this.#queued > highWaterMark) this.#socket.pause();
    this.#wake?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#error ??= error;
    this.#wake?.();
  }

  /** The pieces as they come. @throws what `fail` was told */
  async *read(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const pieces = this.#pieces;
      this.#pieces = [];
      this.#queued = 0;
      if (this.#socket.isPaused()) this.#socket.resume();
      yield* pieces;
      if (this.#pieces.length > 0) continue;
      if (this.#isEnded) return;
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
