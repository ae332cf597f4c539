import type { Readable } from 'node:stream';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { HttpError } from '../../httpError.ts';
import type { Postgres } from '../../postgres/postgres.ts';
import { receiveBody } from '../../receiveBody.ts';
import { RequestBody } from '../../requestBody.ts';
import type { Naming, ResumableUploads } from '../store.ts';
import type { Bucket } from './bucket.ts';
import { nameObjects } from './catalog.ts';
import { noteBegun } from './garbage.ts';
import { newBodyKey } from './keys.ts';
import type { PartBuffers } from './partBuffers.ts';
import { PartedBody } from './partedBody.ts';
import type { RunningHashes } from './runningHashes.ts';
import { type UploadRecord, UploadTable } from './uploadTable.ts';

export interface ResumableObjectsOptions {
  readonly postgres: Postgres;
  readonly bucket: Bucket;
  readonly buffers: PartBuffers;
  readonly hashes: RunningHashes;
  readonly owner: string;
  /** Milliseconds without a request after which an upload is removed. */
  readonly lifetime: number;
}

/**
 * The resumable uploads of one account. Their state is in the database, so that any server goes on with what another one
 * began; the bytes are in parts and, what is no whole part yet, in small objects.
 */
export class ResumableObjects extends DataStore implements ResumableUploads {
  readonly dataStore = this;
  readonly #options: ResumableObjectsOptions;
  readonly #table: UploadTable;

  constructor(options: ResumableObjectsOptions) {
    super();
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
    this.#options = options;
    this.#table = new UploadTable(options.postgres, options.owner);
  }

  override create(upload: Upload): Promise<Upload> {
    return this.begin(upload, {});
  }

  async begin(upload: Upload, naming: Naming): Promise<Upload> {
    const { id, size, metadata = {} } = upload;
    if (size === undefined) throw new RangeError('an upload without a length');
    await this.#table.add(id, size, metadata, newBodyKey(this.#options.owner), naming);
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { lifetime } = this.#options;
    if (await this.#table.expire(id, lifetime)) throw ERRORS.FILE_NO_LONGER_EXISTS;
    const { length: size, metadata, body, progress } = await this.#table.use(id);
    const offset = body === null ? size : progress.stored;
    return new Upload({ id, size, offset, metadata: { ...metadata } });
  }

  /** Whatever has arrived is stored when this resolves, or rejects because the client has gone. */
  override async write(request: Readable, id: string, offset: number): Promise<number> {
    const record = await this.#table.use(id);
    // Nothing is missing, and the library has seen to it that nothing comes.
    if (record.body === null) return offset;
    const body = await this.#bodyOf(record, record.body);
    const remaining = record.length - offset;
    let failure: unknown;
    try {
      // With room for one byte too many, so that it does not come after all others have been written.
      const received = await receiveBody(
        new RequestBody(request),
        remaining + 1,
        'prompt',
        async (bytes, position) => {
          try {
            if (position + bytes.length > remaining)
              throw new HttpError(413, 'More bytes than Upload-Length says');
            await body.append(bytes);
          } catch (error) {
            failure = error;
            throw error;
          }
        },
      );
      return offset + received;
    } finally {
      // Where the object store has failed just now, one more attempt only takes longer.
      if (failure === undefined || (failure instanceof HttpError && failure.status < 500)) await body.keep();
      body.close();
      this.#options.hashes.set(id, body.running);
    }
  }

  async finish(id: string): Promise<boolean> {
    const { postgres, owner } = this.#options;
    const record = await this.#table.use(id);
    if (record.body === null) return false;
    const name = record.metadata['filename'] ?? '';
    const objects = await (await this.#bodyOf(record, record.body)).complete();
    const isNew = await postgres.transaction(async (queries) => {
      if (!(await this.#table.finish(queries, id))) return false;
      await nameObjects(queries, owner, name, objects, { onlyNew: record.onlyNew });
      return true;
    });
    this.#options.hashes.delete(id);
    return isNew;
  }

  override async remove(id: string): Promise<void> {
    const { body } = await this.#table.use(id);
    if (body === null) throw new HttpError(409, 'The upload is complete: it is an archive now');
    await this.#table.remove(id);
    this.#options.hashes.delete(id);
  }

  async #bodyOf(record: UploadRecord, key: string): Promise<PartedBody> {
    const { postgres, bucket, buffers, hashes } = this.#options;
    const { id, length, metadata } = record;
    const progress = await this.#table.progressOf(record);
    return new PartedBody({
      bucket,
      buffers,
      ledger: {
        begin: (rest) => noteBegun(postgres, [rest]),
        save: (before, now) => this.#table.save(id, before, now),
      },
      key,
      name: metadata['filename'] ?? '',
      length,
      progress,
      running: hashes.get(id, progress.stored),
    });
  }
}
