import { lstat, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decryptLegacy } from '../../src/crypto/legacy/decrypt.ts';
import type { RestoreOptions } from '../../src/crypto/restore/restore.ts';
import { encryptLegacy, entry, type ZipEntry, zip } from '../support/legacyArchive.ts';
import { archiveName, chunksOf, seal, storage, workFolder } from './support/archives.ts';
import { noise } from './support/rawTar.ts';

const password = 'legacy pässword';
const regular = 0o100000;
const folder = 0o040000;
const link = 0o120000;
const device = 0o060000;

function open(archive: Buffer, destination: string, options: Partial<RestoreOptions> = {}) {
  const all = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse', ...options } as const;
  return storage.restore(chunksOf(archive, 1000), { ...all, legacyPassword: password });
}

/** Expects that a legacy archive is refused, and nothing is left. */
async function expectRefused(archive: Buffer, error: object, options: Partial<RestoreOptions> = {}) {
  const destination = await workFolder();
  await expect(open(archive, destination, options)).rejects.toMatchObject(error);
  expect(await readdir(destination)).toEqual([]);
}

const sealed = (...entries: ZipEntry[]) => encryptLegacy(zip(entries), password);

it('brings back files, folders and links, with their permissions', async () => {
  const destination = await workFolder();
  const archive = sealed(
    entry('noted', 'x', 0, regular | 0o600),
    entry('unnoted', 'y'.repeat(200_000), 8),
    entry('closed/', '', 0, folder | 0o700),
    entry('open/', '', 0),
    entry('by its type', '', 0, folder | 0o711),
    entry('closed/in', 'z', 8),
    entry('link', 'closed/in', 8, link | 0o777),
  );
  expect(await open(archive, destination)).toMatchObject({ entries: 7, bytes: 200_002, warnings: [] });
  const modeOf = async (name: string) => (await stat(join(destination, name))).mode & 0o7777;
  const names = ['noted', 'unnoted', 'closed', 'open', 'by its type'];
  expect(await Promise.all(names.map(modeOf))).toEqual([0o600, 0o644, 0o700, 0o755, 0o711]);
  expect(await readFile(join(destination, 'unnoted'), 'utf8')).toBe('y'.repeat(200_000));
  expect(await readlink(join(destination, 'link'))).toBe('closed/in');
  expect(await readFile(join(destination, 'link'), 'utf8')).toBe('z');
  // A zip keeps local times; one of no date is of the last day before those of MS-DOS.
  expect((await lstat(join(destination, 'noted'))).mtime.getFullYear()).toBe(1979);
});

it('brings back only what was asked for, and says so when that is nothing', async () => {
  const archive = sealed(entry('a', '1', 0), entry('b/c', '2', 0));
  const destination = await workFolder();
  expect(await open(archive, destination, { only: ['b'] })).toMatchObject({ entries: 1 });
  expect(await readdir(destination, { recursive: true })).toEqual(['b', 'b/c']);
  await expectRefused(archive, { code: 'path-not-in-archive', facts: { path: 'd' } }, { only: ['d'] });
});

it('brings back a file of nothing, and nothing out of an empty one', async () => {
  const destination = await workFolder();
  expect(await open(sealed(entry('empty', '', 0)), destination)).toMatchObject({ entries: 1, bytes: 0 });
  expect(await open(sealed(), destination)).toMatchObject({ entries: 0 });
});

it('opens what is a sealed archive in turn, or the base64 text of one', async () => {
  const source = join(await workFolder(), 'inner');
  await writeFile(source, 'twice sealed');
  const { archive } = await seal([source], 'tar');
  for (const content of [archive, Buffer.from(archive.toString('base64'))]) {
    const destination = await workFolder();
    await open(sealed(entry('first', '1', 0), entry('inner.enc', content, 0)), destination);
    expect((await readdir(destination)).sort()).toEqual(['first', 'inner']);
    expect(await readFile(join(destination, 'inner'), 'utf8')).toBe('twice sealed');
  }
  archive.writeUInt8(archive.readUInt8(3000) ^ 1, 3000);
  await expectRefused(sealed(entry('first', '1', 0), entry('inner.enc', archive, 0)), {
    code: 'archive-damaged',
  });
});

it.each<[string, () => Buffer]>([
  ['under another password', () => encryptLegacy(zip([entry('a', 'x', 0)]), 'another')],
  ['when it is shorter than what encrypts it', () => noise(15)],
  ['when nothing is encrypted', () => noise(16)],
  ['when it is cut', () => sealed(entry('a', 'x', 0)).subarray(0, -1)],
  ['when it is no zip', () => encryptLegacy(noise(1000), password)],
  [
    'when its entries share their bytes, to burst',
    () => encryptLegacy(zip([entry('0', noise(1000), 0)], 10), password),
  ],
  ['when a name has a backslash, which is a slash to others', () => sealed(entry('a\\b', 'x', 0))],
  ['when a path climbs', () => sealed(entry('../escaped', 'x', 0))],
  ['when a path is absolute', () => sealed(entry('/tmp/escaped', 'x', 0))],
])('is refused as unreadable %s', async (_, archive) => {
  await expectRefused(archive(), { code: 'legacy-unreadable', facts: { name: archiveName } });
});

it.each<[string, ZipEntry, string]>([
  ['is a device', entry('odd', '', 0, device), 'archive-entry-refused'],
  ['is a link to nothing', entry('odd', '', 0, link), 'archive-entry-refused'],
  ['is a link that is longer than any', entry('odd', 'l'.repeat(4097), 0, link), 'archive-entry-refused'],
  ['has another checksum', { ...entry('odd', 'content', 0), checksum: 1 }, 'archive-damaged'],
  ['is a link with another checksum', { ...entry('odd', 'a', 0, link), checksum: 1 }, 'archive-damaged'],
  ['is longer than it says', { ...entry('odd', 'content', 8), size: 6 }, 'archive-damaged'],
  ['is shorter than it says', { ...entry('odd', 'content', 8), size: 8 }, 'archive-damaged'],
])('is refused when an entry %s, and what came before is not left', async (_, odd, code) => {
  await expectRefused(sealed(entry('first', 'whole', 0), odd), { code });
});

it('leaves a link out that leads out', async () => {
  const destination = await workFolder();
  const { warnings } = await open(sealed(entry('way', '..', 0, link)), destination);
  expect(warnings).toEqual([{ path: 'way', problem: 'link-outside', detail: '..' }]);
  expect(await readdir(destination)).toEqual([]);
});

it('is never tried without its password', async () => {
  const destination = await workFolder();
  const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
  const restoring = storage.restore(chunksOf(sealed(entry('a', 'x', 0))), options);
  await expect(restoring).rejects.toMatchObject({ code: 'not-an-archive' });
});

it('is left when it is cancelled', async () => {
  const archive = sealed(entry('a', 'x', 0));
  await expectRefused(archive, { name: 'AbortError' }, { signal: AbortSignal.abort() });
});

it('takes room on the disk before it is decrypted there', async () => {
  const path = join(await workFolder(), 'legacy.zip');
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  const takeRoom = (bytes: number) => {
    expect(bytes).toBe(32);
    throw full;
  };
  const archive = encryptLegacy(noise(20), password);
  await expect(decryptLegacy(chunksOf(archive), password, path, 'n', takeRoom)).rejects.toBe(full);
  expect(await readFile(path)).toHaveLength(0);
});

it('is decrypted where nobody else may read it', async () => {
  const destination = await workFolder();
  const modes: number[] = [];
  async function* chunks() {
    yield* chunksOf(sealed(entry('a', noise(300_000), 0)));
    for (const name of await readdir(destination)) {
      modes.push((await stat(join(destination, name))).mode & 0o777);
      modes.push((await stat(join(destination, name, 'legacy.zip'))).mode & 0o777);
    }
  }
  const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
  await storage.restore(chunks(), { ...options, legacyPassword: password });
  expect(modes).toEqual([0o700, 0o600]);
});
