import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from '../../common/atomicFile.ts';
import { asUserError } from '../../common/diskErrors.ts';
import { homePaths } from '../../config/home.ts';
import { FileSource } from '../../crypto/open/fileSource.ts';
import { writePieces } from './writePieces.ts';

/**
 * Room on the disk of the home for sealed bytes that have to be whole before they can be used. Its file has no name
 * any more as soon as it is open: whatever ends this process, a `kill -9` too, the system frees it.
 */
export class Spool {
  readonly #folder: string;
  readonly #file: FileHandle;

  private constructor(folder: string, file: FileHandle) {
    this.#folder = folder;
    this.#file = file;
  }

  /** @throws {UserError} `disk-full`, `write-refused` */
  static async create(home: string): Promise<Spool> {
    const folder = join(homePaths(home).state, 'spool');
    return asUserError(folder, async () => {
      await makePrivateFolder(folder);
      const path = join(folder, randomBytes(6).toString('hex'));
      const file = await open(path, 'wx+', 0o600);
      // Others that still have a name belong to a process that was killed before it came this far, or are about to lose it.
      for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
      return new Spool(folder, file);
    });
  }

  /** Takes sealed bytes, each where they belong. @throws {UserError} `disk-full`, `write-refused`; what the pieces throw */
  fill(pieces: Parameters<typeof writePieces>[1]): Promise<void> {
    return asUserError(this.#folder, () => writePieces(this.#file, pieces));
  }

  /** What it holds by now. */
  async source(): Promise<FileSource> {
    return FileSource.over(this.#folder, this.#file, (await this.#file.stat()).size);
  }

  /** Frees the room. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}
