import { readdir, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Paths of all that is in a folder, sorted; none where it is not there. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** What is there that should not be, one problem for each. */
export function unexpected(found: readonly string[], expected: readonly string[]): string[] {
  return found
    .filter((path) => !expected.includes(path))
    .map((path) => `left ${path.replace(/[0-9a-f]{12}/g, 'ID')}`);
}

/** Has a week pass for all files in a folder. */
export async function letWeekPass(folder: string): Promise<void> {
  const weekAgo = Date.now() / 1000 - 7 * 24 * 60 * 60;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of entries) await utimes(join(parentPath, name), weekAgo, weekAgo);
}
