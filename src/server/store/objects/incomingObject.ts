import type { Postgres } from '../../postgres/postgres.ts';
import type { ArchiveWriter, StoredArchive } from '../store.ts';
import type { Bucket } from './bucket.ts';
import { nameObjects, type ObjectNaming } from './catalog.ts';
import { giveUp, noteBegun } from './garbage.ts';
import { envelopeKeyOf, newBodyKey } from './keys.ts';
import type { PartBuffers } from './partBuffers.ts';
import { PartedBody } from './partedBody.ts';
import { noProgress, partSizeOf } from './progress.ts';
import { expectFree, lockName } from './uploadTable.ts';

export interface IncomingObjectOptions {
  readonly postgres: Postgres;
  readonly bucket: Bucket;
  readonly buffers: PartBuffers;
  readonly owner: string;
  readonly name: string;
  /** Bytes at most. */
  readonly length: number;
  readonly naming: ObjectNaming;
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
    const { postgres, owner, name, naming } = this.#options;
    const objects = await this.#body.complete();
    return postgres.transaction(async (queries) => {
      if (naming.onlyNew) {
        await lockName(queries, owner, name);
        await expectFree(queries, owner, name);
      }
      return nameObjects(queries, owner, name, objects, naming);
    });
  }

  async abort(): Promise<void> {
    this.#body.close();
    await giveUp(this.#options.postgres, this.#keys);
  }
}
