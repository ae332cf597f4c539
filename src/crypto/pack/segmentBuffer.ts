/**
 * Collects bytes into segments of one length. The segment handed out is the same memory each time: whoever
 * gets it must be done with it before asking for more.
 */
export class SegmentBuffer {
  readonly #memory: Buffer;
  #filled = 0;
  #total = 0;

  constructor(segmentLength: number) {
    this.#memory = Buffer.allocUnsafeSlow(segmentLength);
  }

  /** Bytes written so far, over all segments. */
  get total(): number {
    return this.#total;
  }

  /** The memory that is free in this segment; `advance` says how much of it was filled. */
  get free(): Buffer {
    return this.#memory.subarray(this.#filled);
  }

  /** Counts bytes written into `free`; gives the segment once it is full. */
  *advance(length: number): Generator<Buffer, void, void> {
    this.#filled += length;
    this.#total += length;
    if (this.#filled === this.#memory.length) {
      yield this.#memory;
      this.#filled = 0;
    }
  }

  /** Copies bytes in. */
  *append(bytes: Uint8Array): Generator<Buffer, void, void> {
    for (let offset = 0; offset < bytes.length; ) {
      const part = bytes.subarray(offset, offset + this.free.length);
      this.free.set(part);
      offset += part.length;
      yield* this.advance(part.length);
    }
  }

  /** Writes zeros. */
  *appendZeros(length: number): Generator<Buffer, void, void> {
    for (let left = length; left > 0; ) {
      const part = Math.min(left, this.free.length);
      this.free.fill(0, 0, part);
      left -= part;
      yield* this.advance(part);
    }
  }

  /** What is in the last, unfinished segment. */
  get remainder(): Buffer {
    return this.#memory.subarray(0, this.#filled);
  }
}
