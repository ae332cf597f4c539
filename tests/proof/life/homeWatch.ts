import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const pauseMilliseconds = 10;

/** Looks again and again, until `end`, whether every JSON file of a home is whole. */
export function watchHome(home: string): { end(): Promise<{ looks: number; failures: string[] }> } {
  let isOver = false;
  let looks = 0;
  const failures: string[] = [];
  const watching = (async () => {
    while (!isOver) {
      failures.push(...(await brokenFiles(home)));
      looks += 1;
      await wait(pauseMilliseconds);
    }
  })();
  return {
    async end() {
      isOver = true;
      await watching;
      return { looks, failures };
    },
  };
}

/** The JSON files of a home that are not whole at this moment, and those that were set aside as broken. */
export async function brokenFiles(home: string): Promise<string[]> {
  const state = join(home, 'state');
  const transfers = await namesIn(join(state, 'transfers'));
  const folders = [home, state, ...transfers.map((id) => join(state, 'transfers', id))];
  const found = await Promise.all(folders.map((folder) => brokenIn(folder)));
  return found.flat();
}

async function brokenIn(folder: string): Promise<string[]> {
  const broken: string[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if (name.includes('.broken-')) broken.push(`${path} was set aside`);
    if (!name.endsWith('.json')) continue;
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null && !isJson(text))
      broken.push(`${path} is not whole: ${JSON.stringify(text.slice(0, 200))}`);
  }
  return broken;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  // Not there yet, or gone by now.
  return readdir(folder).catch(() => []);
}
