import { constants } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore as TusFileStore } from '@tus/file-store';
import { ERRORS, Upload } from '@tus/server';
import { makePrivateFolder } from '../../../common/atomicFile.ts';
import { HttpError } from '../../httpError.ts';
import { receiveBody } from '../../receiveBody.ts';
import { RequestBody } from '../../requestBody.ts';
import type { Naming, ResumableUploads } from '../store.ts';
import { AppendingFile } from './appendingFile.ts';
import type { PublishOptions } from './archiveFiles.ts';
import { statFile } from './fileStamp.ts';
import type { UploadRecord, UploadRecords } from './uploadRecords.ts';

export interface ResumableFilesOptions {
  readonly folder: string;
  readonly records: UploadRecords;
  /** Milliseconds without a request after which an upload is removed. */
  readonly lifetime: number;
  readonly clock: () => number;
  /** As those of `ArchiveFiles`. */
  readonly publish: (path: string, name: string, how: PublishOptions) => Promise<unknown>;
  readonly whileFree: <T>(name: string, work: () => Promise<T>) => Promise<T>;
}

/**
 * The resumable uploads of one account: the file store of the tus library, with its records in the database and
 * a way for the bytes that is twice as fast as the library's streams.
 */
export class ResumableFiles extends TusFileStore implements ResumableUploads {
  readonly dataStore = this;
  readonly #options: ResumableFilesOptions;
  /** Those that are being written are in use, however long that takes. */
  readonly #writing = new Set<string>();

  private constructor(options: ResumableFilesOptions) {
    super({ directory: options.folder, configstore: options.records });
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
    this.#options = options;
  }

  static async open(options: ResumableFilesOptions): Promise<ResumableFiles> {
    // The library makes it too, but for everybody to see, and brings the process down where it cannot.
    await makePrivateFolder(options.folder);
    return new ResumableFiles(options);
  }

  async begin(upload: Upload, { onlyNew = false }: Naming): Promise<Upload> {
    if (!onlyNew) return this.create(upload);
    const { records, whileFree } = this.#options;
    const name = upload.metadata?.['filename'] ?? '';
    return whileFree(name, async () => {
      if (records.isBegun(name)) throw HttpError.nameTaken();
      const created = await this.create(upload);
      records.setOnlyNew(upload.id);
      return created;
    });
  }

  override async getUpload(id: string): Promise<Upload> {
    const { records } = this.#options;
    const record = this.#recordOf(id);
    if (this.#isExpired(record)) {
      await this.#discard(id);
      throw ERRORS.FILE_NO_LONGER_EXISTS;
    }
    records.touch(id);
    if (record.state !== 'done') return super.getUpload(id);
    const { length, metadata } = record;
    return new Upload({ id, size: length, offset: length, metadata: { ...metadata } });
  }

  override async remove(id: string): Promise<void> {
    if (this.#options.records.find(id)?.state === 'done') {
      throw new HttpError(409, 'The upload is complete: it is an archive now');
    }
    await super.remove(id);
  }

  /** Whatever has arrived is on the disk when this resolves or rejects. */
  override async write(request: Readable, id: string, offset: number): Promise<number> {
    const { length, state } = this.#recordOf(id);
    // Nothing is missing, and the library has seen to it that nothing comes.
    if (state === 'done') return offset;
    const remaining = length - offset;
    this.#writing.add(id);
    const file = await open(this.#path(id), constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      const appending = new AppendingFile(file, offset);
      // With room for one byte too many, so that it does not come after all others have been written.
      const room = remaining + 1;
      const received = await receiveBody(new RequestBody(request), room, 'prompt', (bytes, position) => {
        if (position + bytes.length > remaining)
          throw new HttpError(413, 'More bytes than Upload-Length says');
        return appending.write(bytes);
      }).finally(() => appending.sync());
      return offset + received;
    } finally {
      await file.close();
      this.#options.records.touch(id);
      this.#writing.delete(id);
    }
  }

  async finish(id: string): Promise<boolean> {
    const { records, publish } = this.#options;
    const record = this.#recordOf(id);
    if (record.state === 'done') return false;
    const path = this.#path(id);
    const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
    try {
      await file.chmod(0o600);
      await file.sync();
    } finally {
      await file.close();
    }
    records.setState(id, 'committing');
    const { onlyNew } = record;
    const then = (): void => records.setState(id, 'done');
    try {
      await publish(path, record.metadata['filename'] ?? '', { onlyNew, then });
    } catch (error) {
      if (isRefused(error)) records.setState(id, 'open');
      throw error;
    }
    return true;
  }

  override async deleteExpired(): Promise<number> {
    const expired = this.#options.records
      .all()
      .filter((record) => this.#isExpired(record) && !this.#writing.has(record.id));
    for (const { id } of expired) await this.#discard(id);
    return expired.length;
  }

  /** Brings files and records together again after the process was killed. */
  async recover(): Promise<void> {
    const { folder, records } = this.#options;
    for (const { id, length, state } of records.all()) {
      const stats = await statFile(this.#path(id));
      if (state === 'done') continue;
      if (stats !== undefined && Number(stats.size) === length) await this.#finishIfFree(id);
      else if (stats === undefined && state === 'committing') records.setState(id, 'done');
      else if (stats === undefined) await records.delete(id);
    }
    for (const name of await readdir(folder)) {
      if (records.find(name) === undefined) await rm(join(folder, name), { recursive: true });
    }
  }

  /** Whoever made it learns that its name is taken when they ask for it. */
  async #finishIfFree(id: string): Promise<void> {
    await this.finish(id).catch((error: unknown) => {
      if (!isRefused(error)) throw error;
    });
  }

  async #discard(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
    await this.#options.records.delete(id);
  }

  #isExpired({ active }: UploadRecord): boolean {
    return this.#options.clock() - active > this.#options.lifetime;
  }

  #recordOf(id: string): UploadRecord {
    const record = this.#options.records.find(id);
    if (record === undefined) throw ERRORS.FILE_NOT_FOUND;
    return record;
  }

  #path(id: string): string {
    return join(this.#options.folder, id);
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof HttpError && error.status === 412;
}
