import { read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { systemCode } from '../../common/errors.ts';

/** A file of that size is read at once; to ask a thread for it would take longer than the reading. */
const smallFile = 64 * 1024;
/** A larger one is read by a thread, in pieces of this size. */
const pieceLength = 1024 * 1024;

const readInThread = promisify(read);

/** A piece of a file, what must be waited for on the way to the next one, or the system's code of an error. */
type Step = Buffer | Promise<void> | string;

/** Reads one file after the other into memory of its own. */
export class FileReader {
  readonly #small = Buffer.allocUnsafeSlow(smallFile);
  #memory: Buffer | undefined;
  #spare: Buffer | undefined;

  /**
   * The bytes of a file from one position to another, as far as there are any; each piece is overwritten by the next.
   * A promise has to be waited for before the next step; after an error comes nothing more.
   *
   * @throws what is no error of the system, here or by a promise
   */
  read(descriptor: number, from: number, to: number): Generator<Step, void, void> {
    return to - from <= smallFile
      ? this.#readAtOnce(descriptor, from, to)
      : this.#readAhead(descriptor, from, to);
  }

  *#readAtOnce(descriptor: number, from: number, to: number): Generator<Step, void, void> {
    for (let position = from; position < to; ) {
      let length: number;
      try {
        length = readSync(descriptor, this.#small, 0, to - position, position);
      } catch (error) {
        yield codeOf(error);
        return;
      }
      if (length === 0) return;
      position += length;
      yield this.#small.subarray(0, length);
    }
  }

  /** A piece is read while the one before is worked on. */
  *#readAhead(descriptor: number, from: number, to: number): Generator<Step, void, void> {
    let position = from;
    let reading = this.#startReading(descriptor, position, to);
    for (;;) {
      yield reading.done;
      const { outcome, memory } = reading;
      if (typeof outcome === 'string') yield outcome;
      if (typeof outcome === 'string' || outcome === 0) return;
      position += outcome;
      if (position < to) reading = this.#startReading(descriptor, position, to);
      yield memory.subarray(0, outcome);
      if (position === to) return;
    }
  }

  /** Begins to read a piece into the memory that is not in use. */
  #startReading(descriptor: number, position: number, to: number): Reading {
    const memory = this.#spare ?? Buffer.allocUnsafeSlow(pieceLength);
    this.#spare = this.#memory;
    this.#memory = memory;
    const reading: Reading = { memory, outcome: 0, done: Promise.resolve() };
    const length = Math.min(pieceLength, to - position);
    reading.done = readInThread(descriptor, memory, 0, length, position).then(
      ({ bytesRead }) => {
        reading.outcome = bytesRead;
      },
      (error: unknown) => {
        reading.outcome = codeOf(error);
      },
    );
    // Nobody waits for a piece that is not wanted any more.
    reading.done.catch(() => {});
    return reading;
  }
}

interface Reading {
  readonly memory: Buffer;
  /** Bytes, or the code of an error; once it is done. */
  outcome: number | string;
  done: Promise<void>;
}

/** The system's code of an error. @throws any other error again */
export function codeOf(error: unknown): string {
  const code = systemCode(error);
  if (code === undefined) throw error;
  return code;
}
