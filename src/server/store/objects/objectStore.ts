import { HttpError } from '../../httpError.ts';
import type { Postgres } from '../../postgres/postgres.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { isInterchangeable } from '../envelope.ts';
import type {
  ArchivePage,
  ArchiveReader,
  ArchiveStore,
  ArchiveWriter,
  Precondition,
  StoredArchive,
  Usage,
} from '../store.ts';
import type { Bucket } from './bucket.ts';
import {
  type CataloguedArchive,
  findArchive,
  nameEnvelope,
  type ObjectNaming,
  pageOfArchives,
  removeArchive,
  usageOf,
} from './catalog.ts';
import { noteBegun, sweep } from './garbage.ts';
import { IncomingObject } from './incomingObject.ts';
import { newEnvelopeKey } from './keys.ts';
import { ObjectReader } from './objectReader.ts';
import { PartBuffers } from './partBuffers.ts';
import { ResumableObjects } from './resumableObjects.ts';
import { RunningHashes } from './runningHashes.ts';
import { expectFree, expireUploads } from './uploadTable.ts';

export interface ObjectStoreOptions {
  readonly bucket: Bucket;
  readonly postgres: Postgres;
  /** Milliseconds without a request after which a resumable upload is removed. */
  readonly uploadLifetime: number;
  readonly buffers?: PartBuffers;
}

/**
 * Archives as objects under keys that are never used twice. Which objects an archive is, one row of the database says, so
 * that every change of it is one transaction, on whichever server.
 */
export class ObjectStore implements ArchiveStore {
  readonly #bucket: Bucket;
  readonly #postgres: Postgres;
  readonly #uploadLifetime: number;
  readonly #buffers: PartBuffers;
  readonly #hashes = new RunningHashes();

  constructor({ bucket, postgres, uploadLifetime, buffers = new PartBuffers() }: ObjectStoreOptions) {
    this.#bucket = bucket;
    this.#postgres = postgres;
    this.#uploadLifetime = uploadLifetime;
    this.#buffers = buffers;
  }

  async list(owner: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<ArchivePage> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    // One more than asked for, to see whether anything follows.
    const found = await pageOfArchives(this.#postgres, owner, limit + 1, after);
    const archives = found.slice(0, limit);
    const last = archives.at(-1);
    const isMore = last !== undefined && archives.length < found.length;
    return {
      archives,
      next: isMore ? encodeCursor({ uploaded: last.uploadedAt.getTime(), name: last.name }) : null,
    };
  }

  async open(owner: string, name: string): Promise<ArchiveReader | null> {
    const archive = await findArchive(this.#postgres, owner, name);
    return archive === undefined ? null : new ObjectReader(archive, this.#bucket);
  }

  async create(
    owner: string,
    name: string,
    length: number,
    naming: ObjectNaming = {},
  ): Promise<ArchiveWriter> {
    // Looked at before the bytes come, so that they need not; what counts is how it is when they have come.
    if (naming.onlyNew) await expectFree(this.#postgres, owner, name);
    return IncomingObject.create({
      postgres: this.#postgres,
      bucket: this.#bucket,
      buffers: this.#buffers,
      owner,
      name,
      length,
      naming,
    });
  }

  async delete(owner: string, name: string, precondition: Precondition): Promise<void> {
    // Whoever comes first has changed the version: the others look again at what there is now.
    while (!(await removeArchive(this.#postgres, owner, await this.#expect(owner, name, precondition))));
  }

  async replaceEnvelope(
    owner: string,
    name: string,
    precondition: Precondition,
    envelope: Buffer,
  ): Promise<StoredArchive> {
    for (;;) {
      const known = await this.#expect(owner, name, precondition);
      if (!isInterchangeable(envelope, await this.#envelopeOf(known))) {
        throw new HttpError(409, 'Not an envelope of this archive, of the same length');
      }
      const key = newEnvelopeKey(known.body);
      await noteBegun(this.#postgres, [key]);
      await this.#bucket.put(key, envelope, name);
      const replaced = await this.#postgres.transaction((queries) =>
        nameEnvelope(queries, owner, known, key),
      );
      if (replaced !== undefined) return replaced;
    }
  }

  usage(owner: string): Promise<Usage> {
    return usageOf(this.#postgres, owner);
  }

  async uploads(owner: string): Promise<ResumableObjects> {
    return new ResumableObjects({
      postgres: this.#postgres,
      bucket: this.#bucket,
      buffers: this.#buffers,
      hashes: this.#hashes,
      owner,
      lifetime: this.#uploadLifetime,
    });
  }

  /** Deletes the objects that have had their time too. */
  async removeExpiredUploads(): Promise<void> {
    await expireUploads(this.#postgres, this.#uploadLifetime);
    await sweep(this.#postgres, this.#bucket);
  }

  async close(): Promise<void> {
    this.#bucket.close();
  }

  async #expect(owner: string, name: string, precondition: Precondition): Promise<CataloguedArchive> {
    const known = await findArchive(this.#postgres, owner, name);
    if (known === undefined) throw new HttpError(404, 'Archive not found');
    if (!precondition(known.version)) throw new HttpError(412, 'The archive has changed');
    return known;
  }

  async #envelopeOf(archive: CataloguedArchive): Promise<Buffer> {
    const envelope = Buffer.alloc(archive.envelopeLength);
    const reader = new ObjectReader(archive, this.#bucket);
    try {
      await reader.readRange({ start: 0, end: envelope.length })(envelope);
      return envelope;
    } finally {
      await reader.close();
    }
  }
}
