import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Life } from '../life.ts';
import type { Invariant } from './invariant.ts';

/** What each file was when it was last looked into. */
const looked = new WeakMap<Life, Map<string, string>>();

/** Neither what was in a source, nor a password, nor a key lies anywhere but in its place, here or on the server. */
export const nothingIsInTheClear: Invariant = async (life) => {
  const { home, data } = life.world;
  const keyPath = join(home, 'certs/client.key');
  const [, keyLine = ''] = (await readFile(keyPath, 'utf8')).split('\n');
  const needles = [...life.secrets(), keyLine].map((secret) => Buffer.from(secret));
  const known = looked.get(life) ?? new Map<string, string>();
  looked.set(life, known);
  for (const path of [...(await filesIn(home)), ...(await filesIn(data))]) {
    if (path === keyPath || path.startsWith(join(home, 'downloads'))) continue;
    const stats = await stat(path).catch(() => null);
    const stamp = `${stats?.ino} ${stats?.size} ${stats?.mtimeMs} ${stats?.ctimeMs} ${needles.length}`;
    if (stats === null || known.get(path) === stamp) continue;
    known.set(path, stamp);
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    life.tally.add('files looked into for secrets');
    const found = needles.find((needle) => content.includes(needle));
    if (found !== undefined) life.fail(`${path} holds ${found.toString('utf8').slice(0, 40)} in the clear`);
  }
};

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
