import type { FileHandle } from 'node:fs/promises';
import { releaseMemory } from '../../common/releaseMemory.ts';

/** So many bytes are written together. */
const batchLength = 1024 * 1024;

/**
 * Appends chunks to a file, several at a time; one batch is collected while another is written. Gives the memory of the
 * chunks back.
 */
export class BatchWriter {
  readonly #file: FileHandle;
  #batch: Buffer[] = [];
  #length = 0;
  #writing = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Takes a chunk; whoever else looks at it must be done when the next one is added. @throws what an earlier write met */
  async add(chunk: Buffer): Promise<void> {
    if (this.#length >= batchLength) await this.#flush();
    this.#batch.push(chunk);
    this.#length += chunk.length;
  }

  /** Resolves when all of it is written. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#length = 0;
    await this.#writing;
    this.#writing = this.#write(batch);
    // Awaited by the next flush; until then a failure must not count as unhandled.
    this.#writing.catch(() => {});
  }

  async #write(batch: Buffer[]): Promise<void> {
    if (batch.length === 0) return;
    const length = batch.reduce((sum, chunk) => sum + chunk.length, 0);
    const { bytesWritten } = await this.#file.writev(batch);
    // On a disk that is almost full a write may take less than it was given.
    if (bytesWritten < length) await this.#file.appendFile(Buffer.concat(batch).subarray(bytesWritten));
    for (const chunk of batch) releaseMemory(chunk);
  }
}
