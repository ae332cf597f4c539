import type { FileHandle } from 'node:fs/promises';

/** So much is on its way to the disk at most when the upload ends: the end need not wait for gigabytes. */
const flushBytes = 32 * 2 ** 20;

/** Appends to an open file, and sees to it that the system keeps writing it to the disk meanwhile. */
export class AppendingFile {
  readonly #file: FileHandle;
  #position: number;
  #flushedPosition: number;
  #flushing: Promise<void> | undefined;

  constructor(file: FileHandle, position: number) {
    this.#file = file;
    this.#position = position;
    this.#flushedPosition = position;
  }

  async write(bytes: Buffer): Promise<void> {
    let written = 0;
    // A write may take less than it was given, on a disk that is almost full for one.
    while (written < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, this.#position);
      written += bytesWritten;
      this.#position += bytesWritten;
    }
    if (this.#flushing === undefined && this.#position - this.#flushedPosition >= flushBytes) this.#flush();
  }

  /** Resolves when everything is on the disk. */
  async sync(): Promise<void> {
    await this.#flushing;
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /**
   * Starts writing to the disk what the system holds so far. The kernel tells of a failure once: `sync` repeats
   * it.
   */
  #flush(): void {
    this.#flushedPosition = this.#position;
    this.#flushing = this.#file.datasync().then(() => {
      this.#flushing = undefined;
    });
    this.#flushing.catch(() => undefined);
  }
}
