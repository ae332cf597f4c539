import { mkdir, readFile, readlink, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from '../../common/atomicFile.ts';
import { asUserError } from '../../common/diskErrors.ts';
import { systemCode, UserError } from '../../common/errors.ts';
import { type Manager, unitMark, unitName } from './systemd.ts';

export interface UnitFile {
  readonly path: string;
  readonly content: string;
}

/** Where a manager looks for the units of its user, or of the administrator (systemd.unit(5)). */
export function unitFolder(
  manager: Manager,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (manager === 'system') return '/etc/systemd/system';
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'systemd/user');
}

/** The service and its timer. */
export function unitPaths(folder: string): { readonly service: string; readonly timer: string } {
  return { service: join(folder, `${unitName}.service`), timer: join(folder, `${unitName}.timer`) };
}

/**
 * Writes units; those of an earlier installation are replaced, those of others never.
 *
 * @throws {UserError} `file-exists`, `disk-full`, `write-refused`
 */
export async function writeUnits(files: readonly UnitFile[]): Promise<void> {
  for (const { path } of files) await isOurs(path);
  for (const { path, content } of files) {
    await asUserError(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomically(path, content, 0o644);
    });
  }
}

/**
 * Removes the units that were installed, and the link by which the timer was enabled.
 *
 * @returns the paths that were removed
 * @throws {UserError} `file-exists` when a unit of that name is not ours; `write-refused`
 */
export async function removeUnits(folder: string): Promise<string[]> {
  const { service, timer } = unitPaths(folder);
  const link = join(folder, 'timers.target.wants', `${unitName}.timer`);
  const found = [];
  if (await leadsTo(link, timer)) found.push(link);
  for (const path of [timer, service]) if (await isOurs(path)) found.push(path);
  for (const path of found) await asUserError(path, () => rm(path));
  return found;
}

/** False where there is none. @throws {UserError} `file-exists` when it is the unit of someone else */
async function isOurs(path: string): Promise<boolean> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
  if (content.startsWith(unitMark)) return true;
  throw new UserError('file-exists', { path });
}

async function leadsTo(link: string, path: string): Promise<boolean> {
  try {
    return resolve(dirname(link), await readlink(link)) === path;
  } catch {
    return false;
  }
}
