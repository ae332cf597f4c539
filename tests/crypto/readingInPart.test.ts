import { link, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { segmentLength } from '../../src/crypto/payload.ts';
import type { OneFileOptions } from '../../src/crypto/restore/oneFile.ts';
import {
  archiveName,
  chunksOf,
  collect,
  contents,
  restore,
  seal,
  sourceOf,
  storage,
  ways,
  workFolder,
} from './support/archives.ts';
import { noise, sealRaw } from './support/rawTar.ts';

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

describe('one file of an archive', () => {
  let archive: Buffer;
  let lone: Buffer;

  beforeAll(async () => {
    const root = await mkdtemp(join(tmpdir(), 'archive-test-'));
    await mkdir(join(root, 's', 'empty'), { recursive: true });
    await writeFile(join(root, 's', 'a'), 'content of a');
    await link(join(root, 's', 'a'), join(root, 's', 'same'));
    await writeFile(join(root, 's', 'b'), 'content of b');
    archive = (await seal([join(root, 's')], 'tar')).archive;
    lone = (await seal([join(root, 's', 'b')], 'zstd')).archive;
    await rm(root, { recursive: true });
  });

  async function read(from: Buffer, options: Partial<OneFileOptions> = {}): Promise<string> {
    let found = '';
    const all = { name: archiveName, renamed: 'refuse', ...options } as const;
    await storage.readOneFile(sourceOf(from), all, async (content, size) => {
      found = (await collect(content)).toString();
      expect(size).toBe(found.length);
    });
    return found;
  }

  it('is the one that was asked for, or the only one', async () => {
    expect(await read(archive, { only: ['s/b'] })).toBe('content of b');
    expect(await read(lone)).toBe('content of b');
  });

  it('is also found by the second name of a hard link', async () => {
    expect(await read(archive, { only: ['s/same'] })).toBe('content of a');
  });

  it('is refused where there are several, or none', async () => {
    const several = { code: 'several-files', facts: { name: archiveName, paths: ['s/a', 's/b', 's/same'] } };
    await expect(read(archive)).rejects.toMatchObject(several);
    const none = { code: 'path-not-in-archive', facts: { name: archiveName, path: 's/empty' } };
    await expect(read(archive, { only: ['s/empty'] })).rejects.toMatchObject(none);
    const empty = await sealRaw({ members: [] });
    await expect(read(empty)).rejects.toMatchObject({ code: 'path-not-in-archive', facts: { path: '*' } });
  });

  it('is refused when the server gave another archive, unless its name does not matter', async () => {
    const swapped = { code: 'archive-swapped', facts: { found: archiveName } };
    await expect(read(lone, { name: 'other.enc' })).rejects.toMatchObject(swapped);
    expect(await read(lone, { name: 'other.enc', renamed: 'accept' })).toBe('content of b');
  });
});

describe('a part of an archive', () => {
  it('tells how much of it is there, up to all of what was asked for', async () => {
    const root = await workFolder();
    for (const name of ['a', 'b', 'c']) await writeFile(join(root, name), noise(300_000));
    const { archive } = await seal([join(root, 'a'), join(root, 'b'), join(root, 'c')], 'tar');
    const told: [number, number][] = [];
    const onProgress = (done: number, total: number) => told.push([done, total]);
    await restore(archive, await workFolder(), 'with random access', { only: ['a', 'c'], onProgress });
    expect(told.at(-1)).toEqual([600_000, 600_000]);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).sort((a, b) => a - b));
    expect(new Set(told.map(([, total]) => total))).toEqual(new Set([600_000]));
  });

  it('may be a link to what was not asked for', async () => {
    const root = await workFolder();
    await writeFile(join(root, 'a'), 'content');
    await symlink('a', join(root, 'l'));
    const { archive } = await seal([join(root, 'a'), join(root, 'l')], 'tar');
    const destination = await workFolder();
    await restore(archive, destination, 'with random access', { only: ['l'] });
    expect(await readdir(destination)).toEqual(['l']);
    expect(await readlink(join(destination, 'l'))).toBe('a');
  });
});

it.each(contents)('listing an archive that arrives tells what reading its end does (%s)', async (content) => {
  const file = join(await workFolder(), 'f');
  await writeFile(file, noise(300_000));
  const { archive } = await seal([file], content);
  const { segmentsRead: _, ...listed } = await storage.list(sourceOf(archive), archiveName);
  expect(await storage.listStream(chunksOf(archive), archiveName)).toEqual(listed);
});

it.each(ways)('an archive is restored %s also when a segment begins within its trailer', async (way) => {
  const members = [{ name: 'a', data: 'content' }];
  // The tar has two blocks and its end; the trailer, which begins with zeros, is all of the last segment.
  const between = (indexLength: number) => Buffer.alloc(segmentLength - 2048 - indexLength);
  const destination = await workFolder();
  await restore(await sealRaw({ members, between }), destination, way);
  expect(await readFile(join(destination, 'a'), 'utf8')).toBe('content');
});
