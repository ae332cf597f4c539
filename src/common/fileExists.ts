import { lstat } from 'node:fs/promises';
import { systemCode } from './errors.ts';

/** True when something, also a dangling link, has that name. */
export async function fileExists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}
