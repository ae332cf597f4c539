import { open, rm } from 'node:fs/promises';
import type { ArchiveWriter, StoredArchive } from '../store.ts';
import { AppendingFile } from './appendingFile.ts';

/** An upload in one request, in a temporary file. */
export class IncomingFile implements ArchiveWriter {
  readonly #file: AppendingFile;
  readonly #path: string;
  readonly #publish: () => Promise<StoredArchive>;

  private constructor(file: AppendingFile, path: string, publish: () => Promise<StoredArchive>) {
    this.#file = file;
    this.#path = path;
    this.#publish = publish;
  }

  /** @param publish makes the file, complete and durable, an archive */
  static async create(path: string, publish: () => Promise<StoredArchive>): Promise<IncomingFile> {
    return new IncomingFile(new AppendingFile(await open(path, 'wx', 0o600), 0), path, publish);
  }

  write(bytes: Buffer): Promise<void> {
    return this.#file.write(bytes);
  }

  async commit(): Promise<StoredArchive> {
    await this.#file.sync();
    await this.#file.close();
    return this.#publish();
  }

  async abort(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }
}
