import { type FileHandle, open } from 'node:fs/promises';
import { toReadError } from '../../common/diskErrors.ts';
import type { SealedSource } from './randomAccess.ts';

/** A sealed archive in a file. */
export class FileSource implements SealedSource {
  readonly size: number;
  readonly #file: FileHandle;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** @throws {UserError} `path-not-found`, `path-unreadable` */
  static async open(path: string): Promise<FileSource> {
    try {
      const file = await open(path, 'r');
      return new FileSource(file, (await file.stat()).size);
    } catch (error) {
      throw toReadError(path, error);
    }
  }

  async read(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#file.read(bytes, filled, bytes.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  /** The whole file, in order. */
  async *chunks(): AsyncGenerator<Buffer, void, void> {
    const pieceLength = 1024 * 1024;
    for (let position = 0; position < this.size; position += pieceLength) {
      yield await this.read(position, pieceLength);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
