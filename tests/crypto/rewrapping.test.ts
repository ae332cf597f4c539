import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { X25519Identity } from '../../src/crypto/envelope/x25519.ts';
import { rewrapFile } from '../../src/crypto/rewrap.ts';
import { SecureFileStorage } from '../../src/crypto/SecureFileStorage.ts';
import { withFault } from '../proof/faults/injection.ts';
import { archiveName, chunksOf, contents, identity, seal, storage, workFolder } from './support/archives.ts';
import { noise } from './support/rawTar.ts';

const next = X25519Identity.generate();
const nextStorage = new SecureFileStorage([], [next]);

describe.each(contents)('an archive whose recipients are changed (%s)', (content) => {
  async function archiveFile() {
    const folder = await workFolder();
    await writeFile(join(folder, 'f'), noise(300_000));
    const { archive } = await seal([join(folder, 'f')], content);
    const path = join(folder, archiveName);
    await writeFile(path, archive);
    return { folder, path, archive };
  }

  it('opens for the new ones and no longer for the old ones, and keeps its content', async () => {
    const { folder, path, archive } = await archiveFile();
    await rewrapFile(path, [identity], [next.recipient]);
    const changed = await readFile(path);
    expect(changed.subarray(2048).equals(archive.subarray(2048))).toBe(true);
    expect(await nextStorage.verify(chunksOf(changed), archiveName)).toMatchObject({
      entries: 1,
      bytes: 300_000,
    });
    const opening = storage.verify(chunksOf(changed), archiveName);
    await expect(opening).rejects.toMatchObject({ code: 'passphrase-or-envelope-wrong' });
    expect((await readdir(folder)).sort()).toEqual(['f', archiveName]);
  });

  it('can be changed again and again', async () => {
    const { path, archive } = await archiveFile();
    const many = Array.from({ length: 16 }, () => next.recipient);
    for (const recipients of [many, [next.recipient], many])
      await rewrapFile(path, [identity, next], recipients);
    await rewrapFile(path, [next], [identity.recipient]);
    expect((await readFile(path)).length).toBe(archive.length);
    expect(await storage.verify(chunksOf(await readFile(path)), archiveName)).toMatchObject({ entries: 1 });
  });

  it.each([
    ['nobody', [], { name: 'RangeError' }],
    ['too many', Array.from({ length: 17 }, () => next.recipient), { code: 'recipients-too-many' }],
  ])('stays as it is when it would be for %s', async (_, recipients, error) => {
    const { folder, path, archive } = await archiveFile();
    await expect(rewrapFile(path, [identity], recipients)).rejects.toMatchObject(error);
    expect((await readFile(path)).equals(archive)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['f', archiveName]);
  });

  it('stays as it is when it does not open', async () => {
    const { path, archive } = await archiveFile();
    const rewrapping = rewrapFile(path, [next], [next.recipient]);
    await expect(rewrapping).rejects.toMatchObject({ code: 'passphrase-or-envelope-wrong' });
    expect((await readFile(path)).equals(archive)).toBe(true);
  });
});

describe('an archive on a disk that fails', () => {
  async function archiveFile() {
    const folder = await workFolder();
    const source = join(await workFolder(), 'f');
    await writeFile(source, noise(1000));
    const { archive } = await seal([source], 'tar');
    const path = join(folder, archiveName);
    await writeFile(path, archive);
    return { folder, path, archive };
  }

  it('gets a whole envelope though a write takes only a part of it', async () => {
    const { folder, path } = await archiveFile();
    await withFault({ kind: 'short', at: 1, call: 'handle.write' }, () =>
      rewrapFile(path, [identity], [next.recipient]),
    );
    expect(await nextStorage.verify(chunksOf(await readFile(path)), archiveName)).toMatchObject({
      entries: 1,
    });
    expect(await readdir(folder)).toEqual([archiveName]);
  });

  it.each(['open', 'handle.write', 'handle.sync', 'rename', 'rm'])(
    'is as it was when %s fails',
    async (call) => {
      const { folder, path, archive } = await archiveFile();
      const rewrapping = withFault({ kind: 'EIO', at: call === 'open' ? 3 : 1, call }, () =>
        rewrapFile(path, [identity], [next.recipient]),
      );
      await expect(rewrapping).rejects.toMatchObject({ code: 'write-refused' });
      expect((await readFile(path)).equals(archive)).toBe(true);
      expect(await readdir(folder)).toEqual([archiveName]);
    },
  );

  it('is changed from the envelope that waits beside it when a crash left half of one', async () => {
    const { folder, path, archive } = await archiveFile();
    await writeFile(`${path}.envelope`, archive.subarray(0, 2048));
    const torn = Buffer.from(archive);
    torn.fill(0, 1000, 2048);
    await writeFile(path, torn);
    await rewrapFile(path, [identity], [next.recipient]);
    expect(await nextStorage.verify(chunksOf(await readFile(path)), archiveName)).toMatchObject({
      entries: 1,
    });
    expect(await readdir(folder)).toEqual([archiveName]);
  });
});

it('a file that is no archive is not rewrapped', async () => {
  const path = join(await workFolder(), 'f');
  await writeFile(path, noise(5000));
  await expect(rewrapFile(path, [identity], [next.recipient])).rejects.toMatchObject({
    code: 'not-an-archive',
  });
  await expect(rewrapFile(`${path}.gone`, [identity], [next.recipient])).rejects.toMatchObject({
    code: 'path-not-found',
  });
});
