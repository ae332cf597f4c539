import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { archiveName, contents, seal, sourceOf, storage, workFolder } from './support/archives.ts';
import { noise } from './support/rawTar.ts';

describe.each(contents)('random access reads no more than it must (%s):', (content) => {
  let archive: Buffer;
  let segments: number;

  beforeAll(async () => {
    const root = await mkdtemp(join(tmpdir(), 'archive-test-'));
    for (let number = 0; number < 40; number += 1) {
      await writeFile(join(root, `file-${String(number).padStart(2, '0')}`), noise(300_000));
    }
    for (let number = 0; number < 200; number += 1)
      await writeFile(join(root, `small-${number}`), noise(100));
    archive = (await seal([root], content)).archive;
    segments = Math.ceil((archive.length - 2048 - 74) / 262_144);
    await rm(root, { recursive: true });
  });

  it('a list takes the last segment', async () => {
    const { segmentsRead, entries } = await storage.list(sourceOf(archive), archiveName);
    expect(entries.length).toBe(241);
    expect(segments).toBeGreaterThan(40);
    expect(segmentsRead).toBe(1);
  });

  it('a file takes those that hold it', async () => {
    const { entries } = await storage.list(sourceOf(archive), archiveName);
    const destination = await workFolder();
    const only = [entries.find(({ path }) => path.endsWith('file-20'))?.path ?? ''];
    const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse', only } as const;
    const { segmentsRead } = await storage.restoreFrom(sourceOf(archive), options);
    // A frame of 4 MiB takes up to 17 segments.
    expect(segmentsRead).toBeLessThanOrEqual(content === 'tar' ? 4 : 36);
  });

  it('many small files in one place take them once', async () => {
    const destination = await workFolder();
    const options = {
      name: archiveName,
      destination,
      overwrite: 'never',
      renamed: 'refuse',
      only: ['*/small-*'],
    } as const;
    const { segmentsRead, entries } = await storage.restoreFrom(sourceOf(archive), options);
    expect(entries).toBe(200);
    expect(segmentsRead).toBeLessThanOrEqual(content === 'tar' ? 5 : 36);
  });
});
