import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  archiveName,
  type ContentName,
  chunksOf,
  created,
  sourceOf,
  storage,
  workFolder,
} from './archives.ts';

/** What happens before the first chunk is asked for, and after so many chunks were given. */
export type Events = Readonly<Record<number, () => Promise<unknown>>>;

/** Plans, and seals while things happen to the sources; whatever happens, the archive must be sound. */
export async function sealWhile(paths: readonly string[], content: ContentName, events: Events) {
  const plan = await storage.plan(paths);
  await events[0]?.();
  const options = { name: archiveName, created };
  const sealed = content === 'tar' ? storage.seal(plan, options) : storage.sealCompressed(plan, options);
  const chunks: Buffer[] = [];
  for await (const chunk of sealed.chunks) {
    chunks.push(chunk);
    await events[chunks.length]?.();
  }
  const archive = Buffer.concat(chunks);
  if ('size' in sealed) expect(archive.length).toBe(sealed.size);
  const report = sealed.report();
  const verified = await storage.verify(chunksOf(archive), archiveName);
  expect(verified).toMatchObject({ entries: report.entries, bytes: report.bytes });
  const { entries } = await storage.list(sourceOf(archive), archiveName);
  return { ...report, archive, entries, changed: verified.changed };
}

/** A folder `s` with a file before and one behind the one that things happen to. */
export async function sourceWith(data: Buffer): Promise<{ root: string; target: string }> {
  const root = join(await workFolder(), 's');
  await mkdir(root);
  await writeFile(join(root, 'a'), 'first');
  await writeFile(join(root, 'b'), data);
  await writeFile(join(root, 'c'), 'last');
  return { root, target: join(root, 'b') };
}
