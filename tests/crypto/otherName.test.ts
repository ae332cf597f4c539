import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SecureFileStorage } from '../../src/crypto/SecureFileStorage.ts';
import {
  archiveName,
  chunksOf,
  collect,
  created,
  expectSameTree,
  restore,
  seal,
  sourceOf,
  storage,
  workFolder,
} from './support/archives.ts';
import { noise } from './support/rawTar.ts';
import { sourceWith } from './support/sealWhile.ts';

const segment = 262_144;

/** A compressed archive of a folder, and its key. */
async function sealedWithKey(root: string): Promise<{ archive: Buffer; fileKey: Buffer }> {
  let fileKey = Buffer.alloc(0);
  const onKey = (key: Buffer) => {
    fileKey = Buffer.from(key);
  };
  const plan = await storage.plan([root]);
  const archive = await collect(storage.sealCompressed(plan, { name: archiveName, created, onKey }).chunks);
  return { archive, fileKey };
}

/** The archive with its new end, and where that begins. */
async function underName(archive: Buffer, fileKey: Buffer, name: string) {
  const kept: Buffer[] = [];
  let start: number | undefined;
  let end = 0;
  for await (const { position, bytes } of SecureFileStorage.sealUnderName(sourceOf(archive), fileKey, name)) {
    start ??= position;
    expect(position).toBe(end || start);
    kept.push(Buffer.from(bytes));
    end = position + bytes.length;
  }
  return { archive: Buffer.concat([archive.subarray(0, start), ...kept]), start: start ?? 0 };
}

describe('an archive that gets another name', () => {
  it.each([
    ['a short name', 'b.enc', 10],
    ['a name as long as names get', `${'n'.repeat(250)}.enc`, segment - 3000],
    ['an archive of several segments', 'other.enc', 3 * segment],
  ])('is whole, and that of before: %s', async (_, name, length) => {
    const { root } = await sourceWith(noise(length));
    const sealed = await sealedWithKey(root);
    const renamed = await underName(sealed.archive, sealed.fileKey, name);
    const before = await storage.list(sourceOf(sealed.archive), archiveName);
    const after = await storage.list(sourceOf(renamed.archive), name);
    expect(after.summary).toEqual({ ...before.summary, name });
    expect(after.entries).toEqual(before.entries);
    await storage.verify(chunksOf(renamed.archive), name);
    const folder = await workFolder();
    for (const way of ['as a stream', 'with random access'] as const) {
      await restore(renamed.archive, join(folder, way), way, { name });
      await expectSameTree(join(folder, way, 's'), root);
    }
  });

  it('is sealed anew from its index on only, with other IVs', async () => {
    const { root } = await sourceWith(noise(3 * segment));
    const sealed = await sealedWithKey(root);
    const one = await underName(sealed.archive, sealed.fileKey, 'other.enc');
    const two = await underName(sealed.archive, sealed.fileKey, 'other.enc');
    expect(one.start).toBeGreaterThan(3 * segment);
    expect(one.start).toBe(two.start);
    expect(one.archive.equals(two.archive)).toBe(false);
  });

  it('is no longer that of the old name', async () => {
    const { root } = await sourceWith(noise(10));
    const sealed = await sealedWithKey(root);
    const { archive } = await underName(sealed.archive, sealed.fileKey, 'other.enc');
    await expect(restore(archive, await workFolder(), 'as a stream')).rejects.toMatchObject({
      code: 'archive-swapped',
    });
  });

  it('is compressed, of this key, and undamaged, or it is refused', async () => {
    const { root } = await sourceWith(noise(10));
    const { archive, fileKey } = await sealedWithKey(root);
    const damaged = Buffer.concat([archive.subarray(0, -1), Buffer.of((archive.at(-1) ?? 0) ^ 1)]);
    const plain = join(await workFolder(), 'plain');
    await writeFile(plain, 'text');
    const attempts: [Buffer, Buffer][] = [
      [damaged, fileKey],
      [archive, Buffer.alloc(32, 7)],
      [(await seal([plain], 'tar')).archive, fileKey],
    ];
    for (const [bytes, key] of attempts)
      await expect(underName(bytes, key, 'other.enc')).rejects.toMatchObject({ code: 'archive-damaged' });
  });
});
