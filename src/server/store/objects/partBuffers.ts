import { setTimeout } from 'node:timers';
import { releaseMemory } from '../../../common/releaseMemory.ts';
import { HttpError } from '../../httpError.ts';

/** For the parts of all uploads of a process: twenty-five large ones. */
const totalBytes = 128 * 2 ** 20;

/** Who waits longer for a buffer is told to come back. */
const patienceMilliseconds = 30_000;

/** Who holds one longer, while others wait, gives way: the slow must not keep out the fast. */
const turnMilliseconds = 5000;

interface Lent {
  readonly since: number;
}

interface Waiting {
  readonly size: number;
  readonly grant: () => void;
}

/**
 * Lends the memory in which uploads are gathered to parts. Where none is left, an upload waits for its turn and takes nothing
 * from its connection meanwhile.
 */
export class PartBuffers {
  readonly #waiting: Waiting[] = [];
  readonly #lent = new Map<Buffer, Lent>();
  readonly #patience: number;
  #left: number;

  constructor({ bytes = totalBytes, patience = patienceMilliseconds } = {}) {
    this.#left = bytes;
    this.#patience = patience;
  }

  /** @throws {HttpError} 503 when too many others are slower */
  async lend(size: number): Promise<Buffer> {
    if (this.#waiting.length > 0 || size > this.#left) await this.#turn(size);
    else this.#left -= size;
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#lent.set(buffer, { since: performance.now() });
    return buffer;
  }

  /** True when others wait and this one has been lent for long. */
  isDue(buffer: Buffer): boolean {
    const { since = Number.POSITIVE_INFINITY } = this.#lent.get(buffer) ?? {};
    return this.#waiting.length > 0 && performance.now() - since > turnMilliseconds;
  }

  /** The buffer must not be used any more. */
  giveBack(buffer: Buffer): void {
    this.#lent.delete(buffer);
    this.#left += buffer.length;
    releaseMemory(buffer);
    this.#grant();
  }

  async #turn(size: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { size, grant: resolve };
    this.#waiting.push(waiting);
    const tooLong = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      reject(new HttpError(503, 'The server is busy, try again shortly', { 'Retry-After': '5' }));
      this.#grant();
    }, this.#patience);
    await promise.finally(() => clearTimeout(tooLong));
  }

  #grant(): void {
    for (
      let [first] = this.#waiting;
      first !== undefined && first.size <= this.#left;
      [first] = this.#waiting
    ) {
      this.#waiting.shift();
      this.#left -= first.size;
      first.grant();
    }
  }
}
