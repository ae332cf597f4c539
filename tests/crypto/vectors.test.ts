import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Passphrase } from '../../src/crypto/envelope/passphrase.ts';
import { segmentLength } from '../../src/crypto/payload.ts';
import { SecureFileStorage } from '../../src/crypto/SecureFileStorage.ts';
import { snapshot } from '../support/tree.ts';
import { chunksOf, sourceOf, ways, workFolder } from './support/archives.ts';
import { type VectorEntry, vectorIdentities, vectorPath, vectors } from './support/vectors.ts';

const cases = vectors.archives.flatMap((vector) => vector.keys.map((key) => ({ ...vector, key })));

describe.each(cases)('the archive $file, opened with the $key', ({ file, name, content, key, entries }) => {
  const archive = readFileSync(vectorPath(file));
  const storage = new SecureFileStorage([], [vectorIdentities[key]]);

  it('is what it was when it was made', async () => {
    expect(archive.readUInt8(9)).toBe(content);
    const { entries: listed, summary } = await storage.list(sourceOf(archive), name);
    expect(listed).toMatchObject(entries.map(({ sha256: _, ...entry }) => entry));
    expect(summary).toMatchObject({ name, created: '2026-11-22T12:00:00.000Z', entries: entries.length });
    expect(await storage.verify(chunksOf(archive), name)).toMatchObject({
      name,
      entries: entries.length,
      changed: [],
    });
  });

  it.each(ways)('restores what is described (%s)', async (way) => {
    const destination = await workFolder();
    const options = { name, destination, overwrite: 'never', renamed: 'refuse' } as const;
    const report =
      way === 'as a stream'
        ? await storage.restore(chunksOf(archive), options)
        : await storage.restoreFrom(sourceOf(archive), options);
    expect(report).toMatchObject({ entries: entries.length, warnings: [] });
    for (const entry of entries) await expectRestored(destination, entry);
    expect(Object.keys(await snapshot(destination)).length).toBe(entries.length);
  });
});

it('the passphrase of the vectors opens them decomposed as well', async () => {
  const { passphrase } = vectors.keys.passphrase;
  expect(passphrase.normalize('NFD')).not.toBe(passphrase);
  const storage = new SecureFileStorage([], [new Passphrase(passphrase.normalize('NFD'))]);
  await storage.list(sourceOf(readFileSync(vectorPath('passphrase.enc'))), 'passphrase.enc');
});

it('the archives of one full segment have one full segment', () => {
  const head = 2048 + 74;
  expect(readFileSync(vectorPath('one-segment.enc')).length).toBe(head + segmentLength + 32);
  expect(readFileSync(vectorPath('one-segment-and-a-byte.enc')).length).toBe(
    head + segmentLength + 32 + 1 + 32,
  );
});

it.each([1, 32, 262_144])('nothing may follow a last segment that is full (%d bytes)', async (length) => {
  const archive = Buffer.concat([readFileSync(vectorPath('one-segment.enc')), Buffer.alloc(length)]);
  const storage = new SecureFileStorage([], [vectorIdentities.identity]);
  const code = expect.stringMatching(/archive-(damaged|truncated)/);
  await expect(storage.verify(chunksOf(archive), 'one-segment.enc')).rejects.toMatchObject({ code });
  await expect(storage.list(sourceOf(archive), 'one-segment.enc')).rejects.toMatchObject({ code });
});

describe.each(vectors.refused)('the archive $file', ({ file, keys: [key], error }) => {
  it(`is refused: ${error}`, async () => {
    const archive = readFileSync(vectorPath(file));
    const storage = new SecureFileStorage([], [vectorIdentities[key ?? 'identity']]);
    await expect(storage.verify(chunksOf(archive), file)).rejects.toMatchObject({ code: error });
    await expect(storage.list(sourceOf(archive), file)).rejects.toMatchObject({ code: error });
  });
});

async function expectRestored(destination: string, entry: VectorEntry): Promise<void> {
  // Control characters in names are escaped.
  const path = join(destination, entry.path.replace(/\n/g, '%0A'));
  const stats = await lstat(path);
  expect(stats.mtimeMs / 1000, entry.path).toBeCloseTo(entry.mtime, 5);
  if (entry.type === 'symlink') {
    expect(await readlink(path)).toBe(entry.target);
    return;
  }
  expect(stats.mode & 0o7777, entry.path).toBe(entry.mode);
  if (entry.type === 'link') expect(stats.ino).toBe((await lstat(join(destination, entry.target ?? ''))).ino);
  if (entry.sha256 === undefined) return;
  const hash = createHash('sha256').update(await readFile(path));
  expect(hash.digest('hex'), entry.path).toBe(entry.sha256);
}
