import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Whatever there is to know about a file: what a faithful restoration gives back. */
export interface Found {
  /** Type, mode, content, target. */
  readonly what: string;
  readonly mtimeMs: number;
}

/** What is below a folder, by path. */
export type Tree = Readonly<Record<string, Found>>;

/** Looks at all of a folder. */
export async function snapshot(root: string): Promise<Tree> {
  const found: [string, Found][] = [];
  const inodes = new Map<number, string>();
  const visit = async (path: string, name: string): Promise<void> => {
    const stats = await lstat(path);
    const { mtimeMs } = stats;
    const mode = (stats.mode & 0o7777).toString(8);
    if (stats.isDirectory()) {
      if (name !== '') found.push([name, { what: `dir ${mode}`, mtimeMs }]);
      // The first of several names is the same in every folder.
      for (const child of (await readdir(path)).sort())
        await visit(join(path, child), name ? `${name}/${child}` : child);
    } else if (stats.isSymbolicLink()) found.push([name, { what: `-> ${await readlink(path)}`, mtimeMs }]);
    else {
      const first = inodes.get(stats.ino);
      inodes.set(stats.ino, first ?? name);
      const hash = createHash('sha256').update(await readFile(path));
      const what = `file ${mode} ${stats.size} ${hash.digest('hex')}${first ? ` = ${first}` : ''}`;
      found.push([name, { what, mtimeMs }]);
    }
  };
  await visit(root, '');
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
