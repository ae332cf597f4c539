import { join } from 'node:path';
import { z } from 'zod';
import { homePaths } from '../config/home.ts';
import { readJsonFile, writeJsonFile } from '../config/jsonFile.ts';
import type { ScheduleEntry } from './entry.ts';

const fingerprintsSchema = z.object({ version: z.literal(1), paths: z.record(z.string(), z.string()) });
type Fingerprints = z.infer<typeof fingerprintsSchema>;
const none: Fingerprints = { version: 1, paths: {} };

/** What an archive of an entry would be made of; null where the entry is uploaded whatever it is. */
export async function fingerprintOf(
  entry: ScheduleEntry,
  fingerprintSources: () => Promise<string>,
): Promise<string | null> {
  if (!entry.skipUnchanged) return null;
  const { label = null, include, exclude, mode, recipients } = entry;
  // With other settings it would be another archive.
  return JSON.stringify([await fingerprintSources(), label, include, exclude, mode, recipients]);
}

/** True when the last archive of a path was made of the same. */
export async function isSameAsLast(home: string, path: string, fingerprint: string): Promise<boolean> {
  return (await load(home)).paths[path] === fingerprint;
}

/**
 * Keeps what the last archive of a path was made of; called under the lock of the runs. Never throws: the archive is
 * stored, and what is not kept costs an upload that was not needed. Only sources that become again what they were when a
 * fingerprint was last kept are taken for unchanged, though a later archive is of another state.
 */
export async function keepFingerprint(home: string, path: string, fingerprint: string): Promise<void> {
  const { paths } = await load(home);
  const document = { version: 1, paths: { ...paths, [path]: fingerprint } };
  await writeJsonFile(fileOf(home), document).catch(() => {});
}

/** A file that is broken, or cannot be read, costs an upload that was not needed, too. */
async function load(home: string): Promise<Fingerprints> {
  return readJsonFile(fileOf(home), fingerprintsSchema, none).catch(() => none);
}

function fileOf(home: string): string {
  return join(homePaths(home).state, 'fingerprints.json');
}
