import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isStale } from '../../common/age.ts';
import { parseJson } from '../../common/parseJson.ts';
import { isRunning, type ProcessName, thisProcess } from '../../common/processes.ts';

const ownerFile = 'owner.json';
const ownerSchema = z.object({
  host: z.string(),
  bootId: z.string().nullable(),
  pidNamespace: z.string().nullable(),
  pid: z.number(),
  processStart: z.string().nullable(),
});

/** Name of a staging folder. */
export function stagingFolderName(name: string): string {
  return `.secure-client-${name}`;
}

/** Writes down whose a staging folder is. */
export async function claimStaging(folder: string): Promise<void> {
  await writeFile(join(folder, ownerFile), JSON.stringify(await thisProcess()), { flag: 'wx', mode: 0o600 });
}

/**
 * Removes the staging folders in a destination whose process was killed: they hold files in the clear, and nobody
 * goes on with them. Those of other machines, which cannot be seen from here, stay; one that nobody got as far as to
 * claim goes a day later.
 */
export async function removeAbandonedStaging(destination: string): Promise<void> {
  for (const name of await readdir(destination)) {
    if (!/^\.secure-client-[0-9a-f]{12}$/.test(name)) continue;
    const folder = join(destination, name);
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the staging folder of that name from a destination. */
export async function removeStaging(destination: string, name: string): Promise<void> {
  await rm(join(destination, stagingFolderName(name)), { recursive: true, force: true });
}

async function isAbandoned(folder: string): Promise<boolean> {
  const owner = await ownerOf(folder);
  return owner === null ? wasNeverClaimed(folder) : (await isRunning(owner)) === false;
}

async function ownerOf(folder: string): Promise<ProcessName | null> {
  try {
    return ownerSchema.parse(parseJson(await readFile(join(folder, ownerFile), 'utf8')));
  } catch {
    return null;
  }
}

/** Claiming it is the first thing that is done in one. */
async function wasNeverClaimed(folder: string): Promise<boolean> {
  try {
    const { mtime } = await lstat(folder);
    return isStale(mtime, new Date()) && (await readdir(folder)).every((name) => name === ownerFile);
  } catch {
    // Not ours to look into, or gone meanwhile.
    return false;
  }
}
