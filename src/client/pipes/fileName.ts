import { checkEntryPath, EntryRefused } from '../../crypto/restore/entryPath.ts';

/** True for a plain name, which every file system keeps as it is. */
export function isFileName(name: string): boolean {
  try {
    const [only, ...others] = checkEntryPath(name);
    return only === name && others.length === 0;
  } catch (error) {
    if (error instanceof EntryRefused) return false;
    throw error;
  }
}
