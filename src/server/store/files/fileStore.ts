import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makePrivateFolder } from '../../../common/atomicFile.ts';
import { HttpError } from '../../httpError.ts';
import { KeyedLocks } from '../../keyedLocks.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type {
  ArchivePage,
  ArchiveReader,
  ArchiveStore,
  ArchiveWriter,
  Naming,
  Precondition,
  StoredArchive,
  Usage,
} from '../store.ts';
import { ArchiveFiles } from './archiveFiles.ts';
import { ArchiveIndex } from './archiveIndex.ts';
import { Digester } from './digester.ts';
import { EnvelopeJournal } from './envelopeJournal.ts';
import { FolderIndex } from './folderIndex.ts';
import { IncomingFile } from './incomingFile.ts';
import { Layout } from './layout.ts';
import { ResumableFiles } from './resumableFiles.ts';
import { ownersOfUploads, UploadRecords } from './uploadRecords.ts';

export interface FileStoreOptions {
  readonly dataFolder: string;
  readonly database: DatabaseSync;
  /** Milliseconds without a request after which a resumable upload is removed. */
  readonly uploadLifetime: number;
  readonly clock: () => number;
  /** Told of an error in work that nobody waits for. */
  readonly failed: (error: unknown) => void;
}

/**
 * Archives as plain files: `archives/<owner>/<name>`, with the uploads under way in folders beside it, on the
 * same file system, so that a rename makes them visible whole. The database remembers what there is; the files
 * have the last word.
 */
export class FileStore implements ArchiveStore {
  readonly #options: FileStoreOptions;
  readonly #layout: Layout;
  readonly #index: ArchiveIndex;
  readonly #folders: FolderIndex;
  readonly #files: ArchiveFiles;
  readonly #digester: Digester;
  readonly #lists = new KeyedLocks();
  readonly #uploads = new Map<string, Promise<ResumableFiles>>();

  private constructor(options: FileStoreOptions, journal: EnvelopeJournal, layout: Layout) {
    const locks = new KeyedLocks();
    this.#options = options;
    this.#layout = layout;
    this.#index = new ArchiveIndex(options.database);
    this.#digester = new Digester(this.#index, layout, options.failed);
    this.#folders = new FolderIndex(this.#index, layout, locks, () => this.#digester.wake());
    this.#files = new ArchiveFiles({ layout, index: this.#index, folders: this.#folders, journal, locks });
  }

  /**
   * Opens the store in a data folder that no other server uses, and makes up for what an earlier run left
   * unfinished.
   */
  static async open(options: FileStoreOptions): Promise<FileStore> {
    const layout = new Layout(options.dataFolder);
    const journal = new EnvelopeJournal(layout);
    await rm(layout.incoming, { recursive: true, force: true });
    for (const folder of [layout.archives, layout.incoming, layout.uploads, layout.journal]) {
      await makePrivateFolder(folder);
    }
    await journal.recover();
    const store = new FileStore(options, journal, layout);
    await store.#recover();
    return store;
  }

  async list(owner: string, page: { limit: number; cursor?: string }): Promise<ArchivePage> {
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
    await this.#folders.catchUp(owner);
    // One more than asked for, to see whether anything follows.
    // One list of an account at a time: each looks at a thousand files, and other accounts are not to wait for all of them.
    const found = await this.#lists.run(owner, () =>
      this.#folders.agreed(owner, () => this.#index.page(owner, page.limit + 1, after)),
    );
    const archives = found.slice(0, page.limit);
    const last = archives.at(-1);
    const isMore = last !== undefined && archives.length < found.length;
    return {
      archives,
      next: isMore ? encodeCursor({ uploaded: last.uploadedAt.getTime(), name: last.name }) : null,
    };
  }

  open(owner: string, name: string): Promise<ArchiveReader | null> {
    return this.#files.open(owner, name);
  }

  async create(
    owner: string,
    name: string,
    _length: number,
    { onlyNew = false }: Naming = {},
  ): Promise<ArchiveWriter> {
    const records = new UploadRecords(this.#options.database, owner, this.#options.clock);
    const isTaken = (): boolean => records.isBegun(name);
    // Looked at before the bytes come, so that they need not; what counts is how it is when they have come.
    if (onlyNew) {
      await this.#files.whileFree(owner, name, async () => {
        if (isTaken()) throw HttpError.nameTaken();
      });
    }
    const path = join(this.#layout.incoming, randomUUID());
    return IncomingFile.create(path, () => this.#files.publish(path, owner, name, { onlyNew, isTaken }));
  }

  delete(owner: string, name: string, precondition: Precondition): Promise<void> {
    return this.#files.delete(owner, name, precondition);
  }

  replaceEnvelope(
    owner: string,
    name: string,
    precondition: Precondition,
    envelope: Buffer,
  ): Promise<StoredArchive> {
    return this.#files.replaceEnvelope(owner, name, precondition, envelope);
  }

  async usage(owner: string): Promise<Usage> {
    return this.#index.usage(owner);
  }

  uploads(owner: string): Promise<ResumableFiles> {
    const known = this.#uploads.get(owner);
    if (known !== undefined) return known;
    const { database, clock, uploadLifetime: lifetime } = this.#options;
    const opening = ResumableFiles.open({
      folder: this.#layout.uploadsOf(owner),
      records: new UploadRecords(database, owner, clock),
      lifetime,
      clock,
      publish: (path, name, how) => this.#files.publish(path, owner, name, how),
      whileFree: (name, work) => this.#files.whileFree(owner, name, work),
    });
    this.#uploads.set(owner, opening);
    opening.catch(() => this.#uploads.delete(owner));
    return opening;
  }

  async removeExpiredUploads(): Promise<void> {
    for (const owner of ownersOfUploads(this.#options.database))
      await (await this.uploads(owner)).deleteExpired();
  }

  close(): Promise<void> {
    return this.#digester.close();
  }

  async #recover(): Promise<void> {
    const withUploads = [
      ...ownersOfUploads(this.#options.database),
      ...(await readdir(this.#layout.uploads)),
    ];
    for (const owner of new Set(withUploads)) await (await this.uploads(owner)).recover();
    const withArchives = [...this.#index.owners(), ...(await readdir(this.#layout.archives))];
    for (const owner of new Set(withArchives)) await this.#folders.catchUp(owner);
    this.#digester.wake();
  }
}
