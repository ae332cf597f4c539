import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../common/atomicFile.ts';
import { asUserError, toReadError } from '../common/diskErrors.ts';
import { systemCode } from '../common/errors.ts';
import { withConfigLock } from './config.ts';
import { homePaths } from './home.ts';

/** `config.json` as it is written, whatever that is; null where there is none. @throws {UserError} `path-unreadable` */
export async function readConfigText(home: string): Promise<string | null> {
  const path = homePaths(home).config;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw toReadError(path, error);
  }
}

/**
 * Replaces `config.json` by a text that was checked.
 *
 * @param before what was there when the change began
 * @returns false, having written nothing, where that is no longer there
 * @throws {UserError} `locked`, `disk-full`, `write-refused`
 */
export function replaceConfigText(home: string, before: string | null, text: string): Promise<boolean> {
  const path = homePaths(home).config;
  return withConfigLock(home, async () => {
    if ((await readConfigText(home)) !== before) return false;
    await asUserError(path, () => writeFileAtomically(path, text));
    return true;
  });
}
