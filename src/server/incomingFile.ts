import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makePrivateFolder, syncFolder } from '../common/atomicFile.ts';
import type { ArchiveWriter } from './store.ts';

/** So much is on its way to the disk at most when the upload ends: the commit need not wait for gigabytes. */
const flushBytes = 32 * 2 ** 20;

/** An upload under way in a temporary file, which a rename makes an archive. */
export class IncomingFile implements ArchiveWriter {
  readonly #file: FileHandle;
  readonly #temporary: string;
  readonly #folder: string;
  readonly #name: string;
  #position = 0;
  #flushedPosition = 0;
  #flushing: Promise<void> | undefined;

  private constructor(file: FileHandle, temporary: string, folder: string, name: string) {
    this.#file = file;
    this.#temporary = temporary;
    this.#folder = folder;
    this.#name = name;
  }

  /** Creates the temporary file; the archive will be `name` in `folder`, on the same file system. */
  static async create(temporary: string, folder: string, name: string): Promise<IncomingFile> {
    return new IncomingFile(await open(temporary, 'wx', 0o600), temporary, folder, name);
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

  async commit(): Promise<void> {
    await this.#flushing;
    await this.#file.sync();
    await this.#file.close();
    await makePrivateFolder(this.#folder);
    await rename(this.#temporary, join(this.#folder, this.#name));
    await syncFolder(this.#folder);
    // The folder itself may be new.
    await syncFolder(dirname(this.#folder));
  }

  async abort(): Promise<void> {
    await this.#file.close();
    await rm(this.#temporary, { force: true });
  }

  /**
   * Starts writing to the disk what the system holds so far. The kernel tells of a failure once: `commit`
   * repeats it.
   */
  #flush(): void {
    this.#flushedPosition = this.#position;
    this.#flushing = this.#file.datasync().then(() => {
      this.#flushing = undefined;
    });
    this.#flushing.catch(() => undefined);
  }
}
