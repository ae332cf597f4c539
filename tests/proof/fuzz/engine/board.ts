const progressAt = 0;
const lengthAt = 1;
const stopAt = 2;
const headLength = 12;

/** What a worker tells while it works: how far it is, and at what. It lies in memory that both sides see. */
export class Board {
  readonly memory: SharedArrayBuffer;
  readonly #head: Int32Array;
  readonly #input: Buffer;

  constructor(memory = new SharedArrayBuffer(headLength + 256 * 1024)) {
    this.memory = memory;
    this.#head = new Int32Array(memory, 0, 3);
    this.#input = Buffer.from(memory, headLength);
  }

  /** Counts up with each input. */
  get progress(): number {
    return Atomics.load(this.#head, progressAt);
  }

  /** The input that was begun last. */
  get input(): Buffer {
    return Buffer.from(this.#input.subarray(0, Atomics.load(this.#head, lengthAt)));
  }

  get isStopped(): boolean {
    return Atomics.load(this.#head, stopAt) === 1;
  }

  begin(input: Buffer): void {
    this.#input.set(input);
    Atomics.store(this.#head, lengthAt, input.length);
    Atomics.add(this.#head, progressAt, 1);
  }

  stop(): void {
    Atomics.store(this.#head, stopAt, 1);
  }
}
