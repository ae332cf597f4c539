import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

const pieceLength = 64 * 1024;

/**
 * Reads the file of a zip for yauzl. A place outside of the file is an error here: that of a 64-bit field makes yauzl's own
 * reader throw where nobody can catch it.
 */
export class ZipReader extends RandomAccessReader {
  readonly #file: FileHandle;
  readonly #size: number;

  private constructor(file: FileHandle, size: number) {
    super();
    this.#file = file;
    this.#size = size;
  }

  static async open(path: string): Promise<ZipReader> {
    const file = await open(path);
    const { size } = await file.stat();
    return new ZipReader(file, size);
  }

  /** Of the file, in bytes. */
  get size(): number {
    return this.#size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    if (position + length > this.#size) {
      setImmediate(callback, new RangeError('a place outside of the file'));
      return;
    }
    this.#file
      .read(buffer, offset, length, position)
      .then(({ bytesRead }) => setImmediate(callback, null, bytesRead), callback);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false });
  }

  /** Closes the file. yauzl would whenever nobody reads for a moment, so it is not left to it. */
  release(): Promise<void> {
    return this.#file.close();
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Buffer, void, void> {
    for (let position = start; position < end; ) {
      const length = Math.min(pieceLength, end - position);
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length, position);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      position += bytesRead;
    }
  }
}
