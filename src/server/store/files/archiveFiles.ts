import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makePrivateFolder, syncFolder } from '../../../common/atomicFile.ts';
import { HttpError } from '../../httpError.ts';
import type { KeyedLocks } from '../../keyedLocks.ts';
import { isInterchangeable } from '../envelope.ts';
import type { ArchiveReader, Naming, Precondition, StoredArchive } from '../store.ts';
import { newVersion } from '../version.ts';
import { openArchiveFile, readEnvelope } from './archiveFile.ts';
import type { ArchiveIndex, IndexedArchive } from './archiveIndex.ts';
import type { EnvelopeJournal } from './envelopeJournal.ts';
import { FileReader } from './fileReader.ts';
import { newlyIndexed, stampOfOpen, statFile } from './fileStamp.ts';
import type { FolderIndex } from './folderIndex.ts';
import type { Layout } from './layout.ts';

export interface PublishOptions extends Naming {
  readonly isTaken?: () => boolean;
  readonly then?: () => void;
}

/** What happens to single archives. Changes to those of one account happen one after another. */
export class ArchiveFiles {
  readonly #layout: Layout;
  readonly #index: ArchiveIndex;
  readonly #folders: FolderIndex;
  readonly #journal: EnvelopeJournal;
  readonly #locks: KeyedLocks;
  /** Folders of accounts that survive a power cut. */
  readonly #durableFolders = new Set<string>();

  constructor(parts: {
    layout: Layout;
    index: ArchiveIndex;
    folders: FolderIndex;
    journal: EnvelopeJournal;
    locks: KeyedLocks;
  }) {
    this.#layout = parts.layout;
    this.#index = parts.index;
    this.#folders = parts.folders;
    this.#journal = parts.journal;
    this.#locks = parts.locks;
  }

  async open(owner: string, name: string): Promise<ArchiveReader | null> {
    const opened = await this.#openAsKnown(owner, name);
    if (opened !== undefined) return opened;
    // Missing, being changed, or not as the index has it: once no change is under way the index can be mended.
    return this.#locks.run(owner, async () => {
      await this.#folders.current(owner, name);
      return (await this.#openAsKnown(owner, name)) ?? null;
    });
  }

  /**
   * Does `work` while no archive of that name can come or go.
   *
   * @throws {HttpError} 412 where there is one
   */
  whileFree<T>(owner: string, name: string, work: () => Promise<T>): Promise<T> {
    return this.#locks.run(owner, async () => {
      await this.#expectNone(owner, name);
      return work();
    });
  }

  /**
   * Moves a complete and durable file in place.
   *
   * @param then part of the same transaction as the entry in the index; must not wait for anything
   * @param isTaken asked besides, where the file must not take the place of anything
   * @throws {HttpError} 412 where it must not, and the name is taken
   */
  publish(
    path: string,
    owner: string,
    name: string,
    { onlyNew = false, isTaken = () => false, then = () => {} }: PublishOptions = {},
  ): Promise<StoredArchive> {
    return this.#locks.run(owner, async () => {
      if (onlyNew) await this.#expectNone(owner, name);
      if (onlyNew && isTaken()) throw HttpError.nameTaken();
      const folder = this.#layout.archivesOf(owner);
      const target = this.#layout.archive(owner, name);
      return this.#folders.change(owner, async () => {
        await this.#makeDurableFolder(folder);
        await rename(path, target);
        await syncFolder(folder);
        const stats = await statFile(target);
        if (stats === undefined) throw new Error('the archive vanished as soon as it was there');
        const result = newlyIndexed(name, stats);
        const note = (): void => {
          this.#index.put(owner, result);
          then();
        };
        return { result, note };
      });
    });
  }

  delete(owner: string, name: string, precondition: Precondition): Promise<void> {
    return this.#locks.run(owner, async () => {
      await this.#expect(owner, name, precondition);
      await this.#folders.change(owner, async () => {
        await rm(this.#layout.archive(owner, name));
        await syncFolder(this.#layout.archivesOf(owner));
        return { result: undefined, note: () => this.#index.remove(owner, name) };
      });
    });
  }

  replaceEnvelope(
    owner: string,
    name: string,
    precondition: Precondition,
    envelope: Buffer,
  ): Promise<StoredArchive> {
    return this.#locks.run(owner, async () => {
      const known = await this.#expect(owner, name, precondition);
      const file = await openArchiveFile(this.#layout.archive(owner, name), 'change');
      if (file === undefined) throw new HttpError(404, 'Archive not found');
      try {
        if (!isInterchangeable(envelope, await readEnvelope(file))) {
          throw new HttpError(409, 'Not an envelope of this archive, of the same length');
        }
        return await this.#folders.change(owner, async () => {
          const result = { ...known, version: newVersion(), sha256: null };
          // From here on nobody takes what is read of the envelope for a whole one.
          this.#index.put(owner, { ...result, stamp: '' });
          await this.#journal.replace(owner, name, file, envelope);
          const stamp = await stampOfOpen(file);
          return { result, note: () => this.#index.put(owner, { ...result, stamp }) };
        });
      } finally {
        await file.close();
      }
    });
  }

  /** Once for each run of the server, so that a small upload costs no more than two syncs. */
  async #makeDurableFolder(folder: string): Promise<void> {
    const isNew = await makePrivateFolder(folder);
    if (!isNew && this.#durableFolders.has(folder)) return;
    await syncFolder(dirname(folder));
    this.#durableFolders.add(folder);
  }

  /** The archive, if nothing about it has changed since the index learnt of it. */
  async #openAsKnown(owner: string, name: string): Promise<ArchiveReader | undefined> {
    const known = this.#index.find(owner, name);
    if (known === undefined) return undefined;
    const file = await openArchiveFile(this.#layout.archive(owner, name), 'read');
    if (file === undefined) return undefined;
    let reader: ArchiveReader | undefined;
    try {
      const envelope = await readEnvelope(file);
      const stamp = await stampOfOpen(file);
      // Looked up after the envelope was read: had a replacement begun by then, the version would be another.
      const now = this.#index.find(owner, name);
      if (now?.version === known.version && now.stamp === stamp) reader = new FileReader(now, file, envelope);
      return reader;
    } finally {
      if (reader === undefined) await file.close();
    }
  }

  async #expectNone(owner: string, name: string): Promise<void> {
    if ((await this.#folders.current(owner, name)) !== undefined) throw HttpError.nameTaken();
  }

  async #expect(owner: string, name: string, precondition: Precondition): Promise<IndexedArchive> {
    const known = await this.#folders.current(owner, name);
    if (known === undefined) throw new HttpError(404, 'Archive not found');
    if (!precondition(known.version)) throw new HttpError(412, 'The archive has changed');
    return known;
  }
}
