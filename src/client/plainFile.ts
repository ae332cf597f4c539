import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { toReadError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import type { Warning } from './types.ts';

const pieceLength = 256 * 1024;

/** A file that goes up as it is. */
export class PlainFile {
  readonly path: string;
  /** Bytes, as they were when it was opened; so many are sent. */
  readonly size: number;
  readonly #file: FileHandle;
  readonly #modifiedMs: number;
  #isText = true;
  #isChanged = false;

  private constructor(path: string, file: FileHandle, size: number, modifiedMs: number) {
    this.path = path;
    this.#file = file;
    this.size = size;
    this.#modifiedMs = modifiedMs;
  }

  /** @throws {UserError} `path-not-found`, `path-unreadable`, `one-file-only` when it is no file */
  static async open(path: string): Promise<PlainFile> {
    let file: FileHandle | undefined;
    try {
      // Opening a device or a pipe could do something, or wait.
      const kind = await stat(path);
      if (kind.isDirectory()) throw new UserError('one-file-only', { path, found: 'folder' });
      if (!kind.isFile()) throw new UserError('one-file-only', { path, found: 'special-file' });
      file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const { size, mtimeMs } = await file.stat();
      return new PlainFile(path, file, size, mtimeMs);
    } catch (error) {
      await file?.close();
      throw toReadError(path, error);
    }
  }

  /**
   * All of it, from its start; may be called again.
   *
   * @throws {UserError} `sources-changed-too-much` when it has become shorter
   */
  async *chunks(signal?: AbortSignal): AsyncGenerator<Buffer, void, void> {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    this.#isText = true;
    for (let position = 0; position < this.size; ) {
      signal?.throwIfAborted();
      const piece = Buffer.allocUnsafe(Math.min(pieceLength, this.size - position));
      const bytesRead = await this.#read(piece, position);
      if (bytesRead === 0) throw new UserError('sources-changed-too-much', {});
      position += bytesRead;
      const chunk = piece.subarray(0, bytesRead);
      this.#isText &&= isTextSoFar(text, chunk, position < this.size);
      yield chunk;
    }
    const { size, mtimeMs } = await this.#stat();
    this.#isChanged = size !== this.size || mtimeMs !== this.#modifiedMs;
  }

  async #stat(): Promise<Stats> {
    try {
      return await this.#file.stat();
    } catch (error) {
      throw toReadError(this.path, error);
    }
  }

  async #read(piece: Buffer, position: number): Promise<number> {
    try {
      return (await this.#file.read(piece, 0, piece.length, position)).bytesRead;
    } catch (error) {
      throw toReadError(this.path, error);
    }
  }

  /** What is to be said about it, once it was read. */
  warnings(): Warning[] {
    const { path } = this;
    return [
      ...(this.#isText ? [] : [{ path, problem: 'not-text' } as const]),
      ...(this.#isChanged ? [{ path, problem: 'changed' } as const] : []),
    ];
  }

  /** Never throws: nothing is lost where closing fails what was only read. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }
}

function isTextSoFar(text: TextDecoder, chunk: Buffer, isMore: boolean): boolean {
  try {
    text.decode(chunk, { stream: isMore });
    return true;
  } catch {
    return false;
  }
}
