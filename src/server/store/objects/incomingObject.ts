import type { Postgres } from '../../postgres/postgres.ts';
import type { ArchiveWriter, StoredArchive } from '../store.ts';
import type { Bucket } from './bucket.ts';
import { nameObjects } from './catalog.ts';
import { giveUp, noteBegun } from './garbage.ts';
import { envelopeKeyOf, newBodyKey } from './keys.ts';
import type { PartBuffers } from './partBuffers.ts';
import { PartedBody } from './partedBody.ts';
import { noProgress, partSizeOf } from './progress.ts';

export interface IncomingObjectOptions {
  readonly postgres: Postgres;
  readonly bucket: Bucket;
  readonly buffers: PartBuffers;
  readonly owner: string;
  readonly name: string;
  /** Bytes at most. */
  readonly length: number;
  /** Milliseconds since 1970; without it, when it is complete. */
  readonly uploadedAt?: number;
}

/** An upload in one request. */
export class IncomingObject implements ArchiveWriter {
  readonly #options: IncomingObjectOptions;
  readonly #body: PartedBody;
  readonly #keys: string[];

  private constructor(options: IncomingObjectOptions, keys: string[], body: PartedBody) {
    this.#options = options;
    this.#keys = keys;
    this.#body = body;
  }

  static async create(options: IncomingObjectOptions): Promise<IncomingObject> {
    const { postgres, owner, length } = options;
    const key = newBodyKey(owner);
    const keys = [key, envelopeKeyOf(key)];
    const multipart = length > partSizeOf(length);
    await noteBegun(postgres, keys, { multipart });
    const ledger = {
      async begin(rest: string): Promise<void> {
        keys.push(rest);
        await noteBegun(postgres, [rest]);
      },
      // How far it has come dies with the request; what there is of it must not before.
      save: () => noteBegun(postgres, keys, { multipart }),
    };
    return new IncomingObject(
      options,
      keys,
      new PartedBody({ ...options, ledger, key, progress: noProgress }),
    );
  }

  write(bytes: Buffer): Promise<void> {
    return this.#body.append(bytes);
  }

  async commit(): Promise<StoredArchive> {
    const { postgres, owner, name, uploadedAt } = this.#options;
    const objects = await this.#body.complete();
    return postgres.transaction((queries) => nameObjects(queries, owner, name, objects, uploadedAt));
  }

  async abort(): Promise<void> {
    this.#body.close();
    await giveUp(this.#options.postgres, this.#keys);
  }
}
