import { lstat, rename } from 'node:fs/promises';
import { parse } from 'node:path';
import { UserError } from '../../common/errors.ts';
import { fileExists } from '../../common/fileExists.ts';
import type { Attributes, Staging } from './staging.ts';

/** What to do about a file that is already there. */
export type OverwritePolicy = 'never' | 'skip' | 'always' | 'newer' | 'rename';

/** An entry that waits in the staging folder; folders come before what is in them. */
export interface StagedEntry extends Attributes {
  readonly parts: readonly string[];
  readonly type: 'file' | 'dir' | 'symlink';
  /** Of the content of a file. */
  readonly bytes: number;
}

/**
 * Moves everything from the staging folder in place. What stands in the way for good is found before anything
 * is moved: a folder where a file goes, anything but a folder where a folder goes, and with `never` any file.
 *
 * @returns the entries that were not restored, because what was there was kept: anything with `skip`, the newer with `newer`
 * @throws {UserError} `would-overwrite`
 */
export async function commitStaged(
  staging: Staging,
  entries: readonly StagedEntry[],
  policy: OverwritePolicy,
): Promise<StagedEntry[]> {
  const blocked: string[] = [];
  for (const entry of entries) {
    if (await isBlocked(staging.finalPathOf(entry.parts), entry.type, policy)) {
      blocked.push(staging.finalPathOf(entry.parts));
    }
  }
  if (blocked.length > 0) throw new UserError('would-overwrite', { paths: blocked });

  const moved = new Set<string>();
  const kept: StagedEntry[] = [];
  for (const entry of entries) {
    const finalPath = staging.finalPathOf(entry.parts);
    const isMovedWithParent = moved.has(parse(finalPath).dir);
    if (isMovedWithParent || (await staging.moveToFree(entry.parts, finalPath, entry.type === 'dir'))) {
      if (entry.type === 'dir') moved.add(finalPath);
    } else if (entry.type !== 'dir' && !(await replace(staging, entry, policy))) {
      kept.push(entry);
    }
  }
  for (const entry of entries.toReversed()) {
    const finalPath = staging.finalPathOf(entry.parts);
    if (moved.has(finalPath)) await staging.finishFolder(finalPath, entry);
  }
  return kept;
}

/** True when the entry cannot go where it belongs, whatever else happens. */
export async function isBlocked(
  finalPath: string,
  type: StagedEntry['type'],
  policy: OverwritePolicy,
): Promise<boolean> {
  if (!(await fileExists(finalPath))) return false;
  const isFolder = (await lstat(finalPath)).isDirectory();
  if (type === 'dir') return !isFolder;
  return policy === 'never' || (isFolder && (policy === 'always' || policy === 'newer'));
}

/** Puts a file where another is; false when the other stays. */
async function replace(staging: Staging, entry: StagedEntry, policy: OverwritePolicy): Promise<boolean> {
  const finalPath = staging.finalPathOf(entry.parts);
  switch (policy) {
    case 'never':
      throw new UserError('would-overwrite', { paths: [finalPath] });
    case 'skip':
      return false;
    case 'rename':
      for (let number = 2; ; number += 1) {
        if (await staging.moveToFree(entry.parts, numberedName(finalPath, number), false)) return true;
      }
    case 'newer':
      if ((await lstat(finalPath)).mtimeMs >= entry.mtimeMs) return false;
      break;
    case 'always':
      break;
  }
  await rename(staging.pathOf(entry.parts), finalPath);
  return true;
}

/** `report.txt` → `report (2).txt`. */
function numberedName(path: string, number: number): string {
  const { dir, name, ext } = parse(path);
  return `${dir}/${name} (${number})${ext}`;
}
