import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../common/parseJson.ts';
import { isRunning, thisProcess } from '../../common/processes.ts';

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
 * goes on with them. Those of other machines, which cannot be seen from here, stay.
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
  try {
    const owner = ownerSchema.safeParse(parseJson(await readFile(join(folder, ownerFile), 'utf8')));
    return owner.success && (await isRunning(owner.data)) === false;
  } catch {
    // None of ours, or gone meanwhile.
    return false;
  }
}
