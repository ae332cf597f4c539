import { randomUUID } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from '../common/atomicFile.ts';
import { systemCode } from '../common/errors.ts';
import { isArchiveName } from './archiveName.ts';
import { IncomingFile } from './incomingFile.ts';
import { pageOf } from './paging.ts';
import type { ArchivePage, ArchiveReader, ArchiveStore, ArchiveWriter, StoredArchive } from './store.ts';

/**
 * Archives as plain files: `archives/<owner>/<name>`, with uploads under way in `incoming/` beside it, on the
 * same file system, so that a rename makes them visible whole. The time of the upload is the file's
 * modification time.
 */
export class FileStore implements ArchiveStore {
  readonly #archivesFolder: string;
  readonly #incomingFolder: string;

  private constructor(dataFolder: string) {
    this.#archivesFolder = join(dataFolder, 'archives');
    this.#incomingFolder = join(dataFolder, 'incoming');
  }

  /**
   * Opens the store in a data folder that no other server uses, and removes what an earlier run left
   * unfinished.
   */
  static async open(dataFolder: string): Promise<FileStore> {
    const store = new FileStore(dataFolder);
    await makePrivateFolder(store.#archivesFolder);
    await rm(store.#incomingFolder, { recursive: true, force: true });
    await makePrivateFolder(store.#incomingFolder);
    return store;
  }

  async list(owner: string, page: { limit?: number; cursor?: string }): Promise<ArchivePage> {
    const folder = join(this.#archivesFolder, owner);
    const entries = await readFolder(folder);
    const names = entries
      .filter((entry) => entry.isFile() && isArchiveName(entry.name))
      .map((entry) => entry.name);
    const archives = await Promise.all(names.map((name) => statArchive(folder, name)));
    return pageOf(
      archives.filter((archive) => archive !== null),
      page,
    );
  }

  async open(owner: string, name: string): Promise<ArchiveReader | null> {
    let file: FileHandle;
    try {
      // Whoever plants a symbolic link or a named pipe in the folder gets neither followed nor waited for.
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      file = await open(join(this.#archivesFolder, owner, name), flags);
    } catch (error) {
      if (['ENOENT', 'ELOOP', 'ENXIO'].includes(systemCode(error) ?? '')) return null;
      throw error;
    }
    const stats = await file.stat();
    if (!stats.isFile()) {
      await file.close();
      return null;
    }
    return {
      archive: { name, size: stats.size, uploadedAt: stats.mtime },
      read: (target, position) => readFully(file, target, position),
      close: () => file.close(),
    };
  }

  create(owner: string, name: string): Promise<ArchiveWriter> {
    const temporary = join(this.#incomingFolder, randomUUID());
    return IncomingFile.create(temporary, join(this.#archivesFolder, owner), name);
  }
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function statArchive(folder: string, name: string): Promise<StoredArchive | null> {
  try {
    const stats = await lstat(join(folder, name));
    return { name, size: stats.size, uploadedAt: stats.mtime };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A read may give less than asked for in the middle of a file. */
async function readFully(file: FileHandle, target: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
