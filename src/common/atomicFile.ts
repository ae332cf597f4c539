import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isStale } from './age.ts';

/**
 * Replaces the file at `path` whole: a reader sees the old content or the new one, also after a power cut
 * (temporary name in the same folder, fsync, rename, fsync of the folder).
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  mode = 0o600,
): Promise<void> {
  const temporary = temporaryNameFor(path);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      // Exactly that mode, whatever the umask is.
      await file.chmod(mode);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
  await removeAbandoned(path);
}

/** What `temporaryNameFor` puts behind a name. */
const temporaryEnding = /^[0-9a-f]{12}\.tmp$/;

/**
 * Removes the temporary files of `path` that were left behind a day ago or more, as by processes that were killed: nobody
 * works on one for so long. Never throws.
 *
 * @param ending what comes behind the name of `path` and a dot
 */
export async function removeAbandoned(path: string, ending = temporaryEnding): Promise<void> {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(prefix) || !ending.test(name.slice(prefix.length))) continue;
    const temporary = join(folder, name);
    const found = await lstat(temporary).catch(() => null);
    if (found?.isFile() && isStale(found.mtime, new Date()))
      await rm(temporary, { force: true }).catch(() => {});
  }
}

/** A name in the same folder that no other writer uses. */
export function temporaryNameFor(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/** Makes a rename inside `folder` survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } finally {
    await handle?.close();
  }
}

/** Makes a folder that only its owner can enter; false when it was there. */
export async function makePrivateFolder(path: string): Promise<boolean> {
  return (await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined;
}
