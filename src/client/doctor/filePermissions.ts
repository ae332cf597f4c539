import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomePaths } from '../../config/home.ts';
import { type Check, check } from './check.ts';

/** True where a mode gives anything to anybody but the owner. */
export function isOpenToOthers(mode: number): boolean {
  return (mode & 0o077) !== 0;
}

/** Files that others can read or change. Certificates are for everybody; secrets are a problem, the rest a warning. */
export async function checkFilePermissions(paths: HomePaths): Promise<Check> {
  // Where `certs init` puts the key of the authority.
  const authorityKey = join(paths.root, 'authority', 'authority.key');
  const secret = [paths.clientKey, paths.clientKeyStore, paths.credentials, authorityKey];
  const inState = await filesIn(paths.state);
  const present: string[] = [];
  const open: string[] = [];
  for (const path of [...secret, paths.config, paths.schedule, ...inState]) {
    const status = await stat(path).catch(() => null);
    if (!status?.isFile()) continue;
    present.push(path);
    if (isOpenToOthers(status.mode)) open.push(path);
  }
  if (open.length === 0) return check('home.files', 'ok', 'files-private', { files: present.length });
  const isSecretOpen = open.some((path) => secret.includes(path));
  return check('home.files', isSecretOpen ? 'problem' : 'warning', 'files-open', { paths: open });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
