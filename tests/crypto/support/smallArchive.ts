import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seal, workFolder } from './archives.ts';

export const archivedTime = 1_700_000_000;

/** `s/f`, `s/sub/g` and a link, all of one time; and behind them `s/z`, where there is something to put there. */
export async function smallArchive(last?: Buffer): Promise<Buffer> {
  const root = join(await workFolder(), 's');
  await mkdir(join(root, 'sub'), { recursive: true });
  await writeFile(join(root, 'f.txt'), 'archived f');
  await writeFile(join(root, 'sub', 'g'), 'archived g');
  for (const path of ['f.txt', 'sub/g']) await utimes(join(root, path), archivedTime, archivedTime);
  if (last) await writeFile(join(root, 'z'), last);
  await symlink('f.txt', join(root, 'l'));
  await chmod(join(root, 'sub'), 0o700);
  return (await seal([root], 'tar')).archive;
}
