import type { BigIntStats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemCode } from '../../../common/errors.ts';
import { isArchiveName } from '../../archiveName.ts';
import type { KeyedLocks } from '../../keyedLocks.ts';
import type { ArchiveIndex, IndexedArchive } from './archiveIndex.ts';
import { folderStampOf, newlyIndexed, stampOf, statFile } from './fileStamp.ts';
import type { Layout } from './layout.ts';

/** Files looked at together, and rows written together: neither the disk nor the event loop is held up. */
const batchSize = 1000;

/**
 * Keeps the index in step with the folders, which have the last word: archives may have been put there or taken
 * away by hand, or by a server that was killed before it could note what it did.
 */
export class FolderIndex {
  readonly #index: ArchiveIndex;
  readonly #layout: Layout;
  readonly #locks: KeyedLocks;
  readonly #changed: () => void;

  /**
   * @param locks held, by account, by whoever changes an archive
   * @param changed called when archives have become known
   */
  constructor(index: ArchiveIndex, layout: Layout, locks: KeyedLocks, changed: () => void) {
    this.#index = index;
    this.#layout = layout;
    this.#locks = locks;
    this.#changed = changed;
  }

  /** Reads the folder of an account anew if names have come or gone since the index was last in step. */
  async catchUp(owner: string): Promise<void> {
    if (this.#isInStep(owner)) return;
    await this.#locks.run(owner, async () => {
      if (!this.#isInStep(owner)) await this.#readAnew(owner);
    });
  }

  /**
   * Gives what `rows` gives, once that agrees with the files; reads the folder of the account anew if it does not.
   */
  async agreed(owner: string, rows: () => IndexedArchive[]): Promise<IndexedArchive[]> {
    const found = rows();
    if (await this.#agree(owner, found)) return found;
    await this.#locks.run(owner, async () => {
      // What did not agree may have been a change of our own, which is complete now.
      if (!(await this.#agree(owner, rows()))) await this.#readAnew(owner);
    });
    return rows();
  }

  /** The archive of that name as it is; the index is mended if need be. The caller holds the lock. */
  async current(owner: string, name: string): Promise<IndexedArchive | undefined> {
    const known = this.#index.find(owner, name);
    const stats = await statFile(this.#layout.archive(owner, name));
    if (stats === undefined) {
      if (known !== undefined) this.#index.remove(owner, name);
      return undefined;
    }
    if (known?.stamp === stampOf(stats)) return known;
    const found = newlyIndexed(name, stats);
    this.#index.put(owner, found);
    this.#changed();
    return found;
  }

  /**
   * Makes a change of our own. The caller holds the lock.
   *
   * @param work changes files and gives its result, and what to note in the index about it
   */
  async change<T>(owner: string, work: () => Promise<{ result: T; note: () => void }>): Promise<T> {
    // What somebody else has changed before is still to be noticed afterwards.
    const wasInStep = this.#isInStep(owner);
    const { result, note } = await work();
    const folder = folderStampOf(this.#layout.archivesOf(owner));
    this.#index.transaction(() => {
      note();
      if (wasInStep) this.#index.setFolderStamp(owner, folder);
    });
    this.#changed();
    return result;
  }

  #isInStep(owner: string): boolean {
    return folderStampOf(this.#layout.archivesOf(owner)) === this.#index.folderStamp(owner);
  }

  async #agree(owner: string, rows: readonly IndexedArchive[]): Promise<boolean> {
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize);
      const found = await this.#statAll(
        owner,
        batch.map(({ name }) => name),
      );
      if (batch.some(({ stamp }, at) => found[at] === undefined || stampOf(found[at]) !== stamp))
        return false;
    }
    return true;
  }

  async #readAnew(owner: string): Promise<void> {
    const folder = folderStampOf(this.#layout.archivesOf(owner));
    const names = await archiveNamesIn(this.#layout.archivesOf(owner));
    const missing = this.#index.stamps(owner);
    for (let start = 0; start < names.length; start += batchSize) {
      const batch = names.slice(start, start + batchSize);
      const found = await this.#statAll(owner, batch);
      this.#index.transaction(() => {
        for (const [at, name] of batch.entries()) {
          const stats = found[at];
          if (stats === undefined) continue;
          if (missing.get(name) !== stampOf(stats)) this.#index.put(owner, newlyIndexed(name, stats));
          missing.delete(name);
        }
      });
      await setImmediate();
    }
    this.#index.transaction(() => {
      for (const name of missing.keys()) this.#index.remove(owner, name);
      this.#index.setFolderStamp(owner, folder);
    });
    this.#changed();
  }

  #statAll(owner: string, names: readonly string[]): Promise<(BigIntStats | undefined)[]> {
    const folder = this.#layout.archivesOf(owner);
    return Promise.all(names.map((name) => statFile(join(folder, name))));
  }
}

async function archiveNamesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && isArchiveName(entry.name)).map(({ name }) => name);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
