import { type FileHandle, open } from 'node:fs/promises';
import { toReadError } from '../../common/diskErrors.ts';
import { UserError } from '../../common/errors.ts';
import type { SealedSource } from './randomAccess.ts';

/** A sealed archive in a file. */
export class FileSource implements SealedSource {
  readonly size: number;
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle, size: number) {
    this.#path = path;
    this.#file = file;
    this.size = size;
  }

  /** @throws {UserError} `path-not-found`, `path-unreadable` */
  static async open(path: string): Promise<FileSource> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'r');
      const stats = await file.stat();
      if (stats.isDirectory()) throw new UserError('path-unreadable', { path, reason: 'EISDIR' });
      return new FileSource(path, file, stats.size);
    } catch (error) {
      await file?.close();
      throw toReadError(path, error);
    }
  }

  /** One in a file that is open already; `path` is what errors call it. */
  static over(path: string, file: FileHandle, size: number): FileSource {
    return new FileSource(path, file, size);
  }

  /** @throws {UserError} `path-unreadable` */
  async read(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)));
    let filled = 0;
    while (filled < bytes.length) {
      const bytesRead = await this.#readInto(bytes.subarray(filled), position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async #readInto(bytes: Buffer, position: number): Promise<number> {
    try {
      return (await this.#file.read(bytes, 0, bytes.length, position)).bytesRead;
    } catch (error) {
      throw toReadError(this.#path, error);
    }
  }

  /** The file from a place on, in order. */
  async *chunks(start = 0): AsyncGenerator<Buffer, void, void> {
    const pieceLength = 1024 * 1024;
    for (let position = start; position < this.size; position += pieceLength) {
      yield await this.read(position, pieceLength);
    }
  }

  /** Never throws: nothing is lost where closing fails what was only read. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }
}
