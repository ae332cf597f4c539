/**
 * Collects bytes into segments of one length. A full segment is handed out when something follows it, so that
 * the last one, full or not, is always what `remainder` gives. Memories take turns: with one of them, whoever gets a
 * segment must be done with it before asking for more; with three, when it asks for the third from there.
 */
export class SegmentBuffer {
  #memory: Buffer;
  /** Those that are filled later, in their order. */
  readonly #spare: Buffer[];
  readonly #startAt: number;
  #filled = 0;
  #total = 0;

  /**
   * @param startAt bytes that were handed out in an earlier run, and are only counted; whole segments
   * @param memories that take turns
   */
  constructor(segmentLength: number, startAt = 0, memories = 1) {
    this.#memory = Buffer.allocUnsafeSlow(segmentLength);
    this.#spare = Array.from({ length: memories - 1 }, () => Buffer.allocUnsafeSlow(segmentLength));
    this.#startAt = startAt;
  }

  /** Bytes written so far, over all segments. */
  get total(): number {
    return this.#total;
  }

  /** The bytes of the segment that is not handed out yet. */
  get remainder(): Buffer {
    return this.#memory.subarray(0, this.#filled);
  }

  /** Bytes from here on that were handed out before. */
  get handedOut(): number {
    return Math.max(0, this.#startAt - this.#total);
  }

  /** Counts up to `length` bytes that were handed out before; gives how many. */
  skip(length: number): number {
    const skipped = Math.min(length, this.handedOut);
    this.#total += skipped;
    return skipped;
  }

  /** Hands a full segment out; then there is room for a byte at least. */
  *#makeRoom(): Generator<Buffer, void, void> {
    if (this.#filled < this.#memory.length) return;
    yield this.#memory;
    this.#spare.push(this.#memory);
    this.#memory = this.#spare.shift() ?? this.#memory;
    this.#filled = 0;
  }

  #advance(length: number): void {
    this.#filled += length;
    this.#total += length;
  }

  /** Copies bytes in. */
  *append(bytes: Uint8Array): Generator<Buffer, void, void> {
    for (let offset = this.skip(bytes.length); offset < bytes.length; ) {
      yield* this.#makeRoom();
      const length = Math.min(bytes.length - offset, this.#memory.length - this.#filled);
      const isWhole = length === bytes.length;
      this.#memory.set(isWhole ? bytes : bytes.subarray(offset, offset + length), this.#filled);
      offset += length;
      this.#advance(length);
    }
  }

  /** Writes zeros. */
  *appendZeros(length: number): Generator<Buffer, void, void> {
    for (let left = length - this.skip(length); left > 0; ) {
      yield* this.#makeRoom();
      const part = Math.min(left, this.#memory.length - this.#filled);
      this.#memory.fill(0, this.#filled, this.#filled + part);
      left -= part;
      this.#advance(part);
    }
  }
}
