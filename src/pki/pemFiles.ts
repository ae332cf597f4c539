import { lstat, readFile } from 'node:fs/promises';
import { makePrivateFolder, writeFileAtomically } from '../common/atomicFile.ts';
import { toReadError, toWriteError } from '../common/diskErrors.ts';
import { systemCode, UserError } from '../common/errors.ts';

/** Certificates are public; only what is secret hides from other users of the machine. */
export const publicMode = 0o644;
export const secretMode = 0o600;

/** The text of a file; undefined where there is none. @throws {UserError} `path-unreadable` */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw toReadError(path, error);
  }
}

/** @throws {UserError} `file-exists` */
export async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined) throw new UserError('file-exists', { path });
  }
}

export interface FileToWrite {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

/**
 * Writes files into a folder (0700, made if missing), each one atomically.
 *
 * @throws {UserError} `disk-full`, `write-refused`
 */
export async function writeFiles(folder: string, files: readonly FileToWrite[]): Promise<void> {
  let current = folder;
  try {
    await makePrivateFolder(folder);
    for (const { path, content, mode } of files) {
      current = path;
      await writeFileAtomically(path, content, mode);
    }
  } catch (error) {
    throw toWriteError(current, error);
  }
}
