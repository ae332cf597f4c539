import { lstat } from 'node:fs/promises';
import { toReadError } from './diskErrors.ts';
import { systemCode } from './errors.ts';

/** True when something, also a dangling link, has that name. @throws {UserError} `path-unreadable` */
export async function fileExists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
    throw toReadError(path, error);
  }
}
