import { randomBytes } from 'node:crypto';
import { closeSync, constants, fchmodSync, fchownSync, futimesSync, openSync, writeSync } from 'node:fs';
import {
  chmod,
  chown,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  rmdir,
  statfs,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asUserError } from '../../common/diskErrors.ts';
import { systemCode, UserError } from '../../common/errors.ts';
import { fileExists } from '../../common/fileExists.ts';
import { claimStaging, removeAbandonedStaging, stagingFolderName } from './abandoned.ts';

/** What a restored file, folder or link gets besides its content. */
export interface Attributes {
  readonly mode: number;
  readonly mtimeMs: number;
  /** Set only where it was asked for. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

const entriesFolder = 'entries';
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
/** A file of that size is written at once; to ask a thread for it would take longer than the writing. */
const smallFile = 64 * 1024;

/** So much of a disk is never filled by restoring: 64 MiB, or a hundredth of a small one. */
const reserveBytes = 64 * 1024 * 1024;
/** What file systems give out at a time; some announce more than they mean. */
const allocationBytes = 4096;

/** A folder inside the destination where everything waits until all of it is authenticated. */
export class Staging {
  /** The destination, links resolved. */
  readonly destination: string;
  readonly #folder: string;
  /** The topmost folder that did not exist before. */
  readonly #made: string | undefined;
  #roomBytes = 0;

  private constructor(destination: string, folder: string, made: string | undefined) {
    this.destination = destination;
    this.#folder = folder;
    this.#made = made;
  }

  /** @throws {UserError} `disk-full` or `write-refused` */
  static async create(destination: string, name = randomBytes(6).toString('hex')): Promise<Staging> {
    return asUserError(destination, async () => {
      const made = await mkdir(destination, { recursive: true });
      const root = await realpath(destination);
      const folder = join(root, stagingFolderName(name));
      const staging = new Staging(root, folder, made && (await realpath(made)));
      try {
        await staging.#begin();
        return staging;
      } catch (error) {
        await staging.remove();
        throw error;
      }
    });
  }

  async #begin(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await removeAbandonedStaging(this.destination);
    await mkdir(this.#folder, { mode: 0o700 });
    await claimStaging(this.#folder);
    await mkdir(join(this.#folder, entriesFolder), { mode: 0o700 });
    const disk = await statfs(this.destination);
    const reserve = Math.min(reserveBytes, (disk.blocks * disk.bsize) / 100);
    this.#roomBytes = disk.bavail * disk.bsize - reserve;
  }

  /** Where a path waits. */
  pathOf(parts: readonly string[]): string {
    return join(this.#folder, entriesFolder, ...parts);
  }

  /** A file for what is needed while restoring; it never leaves the staging folder. */
  scratchPath(name: string): string {
    return join(this.#folder, name);
  }

  /** Where a path goes. */
  finalPathOf(parts: readonly string[]): string {
    return join(this.destination, ...parts);
  }

  async makeFolder(parts: readonly string[]): Promise<void> {
    this.takeRoom(allocationBytes);
    await mkdir(this.pathOf(parts), { mode: 0o700 });
  }

  /**
   * Writes a new file; never through a link, never over another.
   *
   * @param content each piece may be overwritten by the next
   * @param size how many bytes the content has
   * @throws {UserError} `disk-full`, also before the disk is full to its last byte
   */
  async writeFile(
    parts: readonly string[],
    content: Buffer | AsyncIterable<Uint8Array>,
    size: number,
    attributes: Attributes,
  ): Promise<void> {
    this.takeRoom(size);
    if (Buffer.isBuffer(content) && content.length <= smallFile) {
      writeAtOnce(this.pathOf(parts), content, attributes);
      return;
    }
    const pieces = Buffer.isBuffer(content) ? [content] : content;
    const { mode, mtimeMs, owner } = attributes;
    const file = await open(this.pathOf(parts), newFile, 0o600);
    try {
      for await (const chunk of pieces) {
        for (let written = 0; written < chunk.length; ) {
          written += (await file.write(chunk, written)).bytesWritten;
        }
      }
      if (owner) await file.chown(owner.uid, owner.gid);
      await file.chmod(mode);
      await file.utimes(timeOf(mtimeMs), timeOf(mtimeMs));
    } finally {
      await file.close();
    }
  }

  /** True for a file that waits, and undefined where nothing does. */
  async isFile(parts: readonly string[]): Promise<boolean | undefined> {
    try {
      return (await lstat(this.pathOf(parts))).isFile();
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async makeSymlink(parts: readonly string[], target: string, { mtimeMs, owner }: Attributes): Promise<void> {
    const path = this.pathOf(parts);
    await symlink(target, path);
    if (owner) await lchown(path, owner.uid, owner.gid);
    await lutimes(path, timeOf(mtimeMs), timeOf(mtimeMs));
  }

  async makeHardLink(parts: readonly string[], target: readonly string[]): Promise<void> {
    await link(this.pathOf(target), this.pathOf(parts));
  }

  /** Moves to a path where nothing is; false when something is there. */
  async moveToFree(parts: readonly string[], finalPath: string, isFolder: boolean): Promise<boolean> {
    const staged = this.pathOf(parts);
    if (isFolder) {
      if (await fileExists(finalPath)) return false;
      await rename(staged, finalPath);
      return true;
    }
    try {
      // Unlike rename, link never replaces what another process put there meanwhile.
      await link(staged, finalPath);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      // Some file systems know no hard links.
      if (await fileExists(finalPath)) return false;
      await rename(staged, finalPath);
      return true;
    }
    await unlink(staged);
    return true;
  }

  /** Gives a folder in its final place its attributes, once nothing more goes into it. */
  async finishFolder(path: string, { mode, mtimeMs, owner }: Attributes): Promise<void> {
    if (owner) await chown(path, owner.uid, owner.gid);
    await chmod(path, mode);
    await utimes(path, timeOf(mtimeMs), timeOf(mtimeMs));
  }

  /** Counts so many bytes that are about to be written. @throws {UserError} `disk-full` */
  takeRoom(bytes: number): void {
    this.#roomBytes -= Math.ceil(bytes / allocationBytes) * allocationBytes;
    if (this.#roomBytes < 0) throw new UserError('disk-full', { path: this.destination });
  }

  /** Removes what was not moved, and a destination that was made for nothing. @throws {UserError} `write-refused` */
  async remove(): Promise<void> {
    await asUserError(this.destination, () => rm(this.#folder, { recursive: true, force: true }));
    if (this.#made === undefined) return;
    for (let folder = this.destination; folder.startsWith(this.#made); folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        return;
      }
    }
  }
}

function writeAtOnce(path: string, content: Buffer, { mode, mtimeMs, owner }: Attributes): void {
  const file = openSync(path, newFile, 0o600);
  try {
    for (let written = 0; written < content.length; ) written += writeSync(file, content, written);
    if (owner) fchownSync(file, owner.uid, owner.gid);
    fchmodSync(file, mode);
    futimesSync(file, timeOf(mtimeMs), timeOf(mtimeMs));
  } finally {
    closeSync(file);
  }
}

/** Seconds, with fractions; Node takes a negative number for the present, so a time before 1970 is a `Date`. */
function timeOf(milliseconds: number): number | Date {
  return milliseconds < 0 ? new Date(milliseconds) : milliseconds / 1000;
}
