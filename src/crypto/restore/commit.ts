import type { Stats } from 'node:fs';
import { lstat, readdir, rename } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { systemCode, UserError } from '../../common/errors.ts';
import type { Staging } from './staging.ts';

/** What to do about a file that is already there. */
export type OverwritePolicy = 'never' | 'skip' | 'always' | 'newer' | 'rename';

/** A file or link that was not restored. */
export interface Kept {
  readonly path: string;
  /** Of the file that was not put in place. */
  readonly bytes: number;
}

/** What became of the staging folder. */
export interface Committed {
  /** What was not restored, because what was there was kept: anything with `skip`, the newer with `newer`. */
  readonly kept: readonly Kept[];
  /** Folders that were there before. */
  readonly merged: ReadonlySet<string>;
}

/**
 * Moves everything from the staging folder in place. What stands in the way for good is found before anything
 * is moved: a folder where a file goes, anything but a folder where a folder goes, and with `never` any file. A folder
 * that is not there yet is moved with all that is in it.
 *
 * @throws {UserError} `would-overwrite`
 */
export async function commitStaged(staging: Staging, policy: OverwritePolicy): Promise<Committed> {
  const blocked: string[] = [];
  for await (const { finalPath, staged, existing } of meetings(staging)) {
    if (existing && isInTheWay(existing, staged.isDirectory(), policy)) blocked.push(finalPath);
  }
  if (blocked.length > 0) throw new UserError('would-overwrite', { paths: blocked });

  const kept: Kept[] = [];
  const merged = new Set<string>();
  for await (const { parts, finalPath, staged } of meetings(staging)) {
    const isMoved = await staging.moveToFree(parts, finalPath, staged.isDirectory());
    if (isMoved) continue;
    if (staged.isDirectory()) merged.add(finalPath);
    else if (!(await replace(staging, parts, staged, policy)))
      kept.push({ path: finalPath, bytes: staged.isFile() ? staged.size : 0 });
  }
  return { kept, merged };
}

/** True when what is at a path is in the way for good. */
export async function isBlocked(
  finalPath: string,
  isFolder: boolean,
  policy: OverwritePolicy,
): Promise<boolean> {
  const existing = await statOf(finalPath);
  return existing !== undefined && isInTheWay(existing, isFolder, policy);
}

function isInTheWay(existing: Stats, isFolder: boolean, policy: OverwritePolicy): boolean {
  if (isFolder) return !existing.isDirectory();
  return policy === 'never' || (existing.isDirectory() && (policy === 'always' || policy === 'newer'));
}

/** Something that waits, and what is where it goes. */
interface Meeting {
  readonly parts: readonly string[];
  readonly finalPath: string;
  readonly staged: Stats;
  readonly existing: Stats | undefined;
}

/** What waits in the staging folder, and in folders of it that are there already; a folder comes before what is in it. */
async function* meetings(
  staging: Staging,
  folder: readonly string[] = [],
): AsyncGenerator<Meeting, void, void> {
  for (const name of (await readdir(staging.pathOf(folder))).sort()) {
    const parts = [...folder, name];
    const finalPath = staging.finalPathOf(parts);
    const staged = await lstat(staging.pathOf(parts));
    const existing = await statOf(finalPath);
    yield { parts, finalPath, staged, existing };
    // Asked again, as somebody may have made the folder meanwhile.
    if (staged.isDirectory() && (await isStill(staging, parts, finalPath))) yield* meetings(staging, parts);
  }
}

/** True for a folder that waits, beside one that is there. */
async function isStill(staging: Staging, parts: readonly string[], finalPath: string): Promise<boolean> {
  const existing = await statOf(finalPath);
  return existing?.isDirectory() === true && (await statOf(staging.pathOf(parts))) !== undefined;
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Puts a file where another is; false when the other stays. */
async function replace(
  staging: Staging,
  parts: readonly string[],
  staged: Stats,
  policy: OverwritePolicy,
): Promise<boolean> {
  const finalPath = staging.finalPathOf(parts);
  switch (policy) {
    case 'never':
      throw new UserError('would-overwrite', { paths: [finalPath] });
    case 'skip':
      return false;
    case 'rename':
      for (let number = 2; ; number += 1) {
        if (await staging.moveToFree(parts, numberedName(finalPath, number), false)) return true;
      }
    case 'newer':
      if ((await lstat(finalPath)).mtimeMs >= staged.mtimeMs) return false;
      break;
    case 'always':
      break;
  }
  await rename(staging.pathOf(parts), finalPath);
  return true;
}

/** `report.txt` → `report (2).txt`. */
function numberedName(path: string, number: number): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name} (${number})${ext}`);
}
