import { type BigIntStats, statSync } from 'node:fs';
import { type FileHandle, lstat } from 'node:fs/promises';
import { systemCode } from '../../../common/errors.ts';
import { newVersion } from '../version.ts';
import type { IndexedArchive } from './archiveIndex.ts';

/** What tells that a file is not what it was: nobody can change one and set `ctime` back. */
export function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs, ctimeNs].join('.');
}

/** The stamp of an open file. */
export async function stampOfOpen(file: FileHandle): Promise<string> {
  return stampOf(await file.stat({ bigint: true }));
}

/**
 * The stamp of a folder changes with the names in it, not with the content of its files. Empty without one. One look at
 * what the system has in memory costs less than to send a thread for it.
 */
export function folderStampOf(folder: string): string {
  const stats = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.ino}.${stats.mtimeNs}`;
}

/** What there is at a path, not following a symbolic link; undefined where there is no file. */
export async function statFile(path: string): Promise<BigIntStats | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    return stats.isFile() ? stats : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** An archive as a file shows it that the index does not know yet. The upload ended when it was last written. */
export function newlyIndexed(name: string, stats: BigIntStats): IndexedArchive {
  return {
    name,
    size: Number(stats.size),
    uploadedAt: new Date(Number(stats.mtimeMs)),
    stamp: stampOf(stats),
    version: newVersion(),
    sha256: null,
  };
}
