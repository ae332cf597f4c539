/** Reads exact lengths out of chunks of any length. Holds one chunk at a time, until it asks for the next one. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `length` bytes, or fewer where the input ends. The result may share memory with a chunk. */
  async read(length: number): Promise<Buffer> {
    if (this.#chunk.length === 0) await this.#advance();
    if (this.#chunk.length >= length) return this.#take(length);

    return this.readInto(Buffer.allocUnsafe(length));
  }

  /** The next `length` bytes where they have come already, without waiting; they share memory with a chunk. */
  takeIfHere(length: number): Buffer | undefined {
    return this.#chunk.length >= length ? this.#take(length) : undefined;
  }

  /** At most `length` bytes, as they come; none where the input ends. They share memory with a chunk. */
  async readSome(length: number): Promise<Buffer> {
    if (this.#chunk.length === 0) await this.#advance();
    return this.#take(Math.min(length, this.#chunk.length));
  }

  /** Fills memory, or as much of it as there is input for; gives what was filled. */
  async readInto(memory: Buffer): Promise<Buffer> {
    let filled = 0;
    while (filled < memory.length && (this.#chunk.length > 0 || (await this.#advance()))) {
      const part = this.#take(Math.min(memory.length - filled, this.#chunk.length));
      memory.set(part, filled);
      filled += part.length;
    }
    return memory.subarray(0, filled);
  }

  /** True when nothing is left. */
  async isAtEnd(): Promise<boolean> {
    return this.#chunk.length === 0 && !(await this.#advance());
  }

  /** What is left, chunk by chunk. */
  async *rest(): AsyncGenerator<Buffer> {
    while (!(await this.isAtEnd())) yield this.#take(this.#chunk.length);
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #take(length: number): Buffer {
    const taken = this.#chunk.subarray(0, length);
    this.#chunk = this.#chunk.subarray(length);
    return Buffer.from(taken.buffer, taken.byteOffset, taken.byteLength);
  }

  async #advance(): Promise<boolean> {
    do {
      const next = await this.#chunks.next();
      if (next.done) return false;
      this.#chunk = next.value;
    } while (this.#chunk.length === 0);
    return true;
  }
}
