/** What became of a hook. */
export interface HookResult {
  /** What was called, without anything in it that may be a secret. */
  readonly target: string;
  readonly ok: boolean;
  /** Such as `exit 1`, `status 500`, `timed out`. */
  readonly outcome: string;
  /** What a command printed, or a server answered: the beginning of it. */
  readonly output: string;
}

/** So many bytes of what a hook says are kept. */
export const keptOutputBytes = 4096;

/** Keeps the beginning of what is written to it. */
export class KeptOutput {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  readonly add = (chunk: Buffer): void => {
    const kept = chunk.subarray(0, keptOutputBytes - this.#length);
    if (kept.length === 0) return;
    this.#chunks.push(kept);
    this.#length += kept.length;
  };

  get isFull(): boolean {
    return this.#length >= keptOutputBytes;
  }

  toString(): string {
    return Buffer.concat(this.#chunks).toString('utf8').trim();
  }
}
