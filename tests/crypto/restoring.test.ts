import { mkdirSync, writeFileSync } from 'node:fs';
import { link, lstat, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { base64Length, encodeBase64 } from '../../src/common/base64.ts';
import { literalPattern } from '../../src/common/literalPath.ts';
import { FileSource } from '../../src/crypto/open/fileSource.ts';
import { snapshot } from '../support/tree.ts';
import {
  archiveName,
  chunksOf,
  collect,
  restore,
  seal,
  sourceOf,
  storage,
  ways,
  workFolder,
} from './support/archives.ts';
import { noise, sealRaw } from './support/rawTar.ts';

import { archivedTime, smallArchive } from './support/smallArchive.ts';

describe.each(ways)('restoring %s', (way) => {
  it('makes the destination, and gives modes and times to folders too', async () => {
    const destination = join(await workFolder(), 'new', 'folder');
    await restore(await smallArchive(), destination, way);
    expect((await stat(join(destination, 's', 'sub'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(destination, 's', 'f.txt'))).mtimeMs).toBe(archivedTime * 1000);
    expect((await lstat(join(destination, 's', 'l'))).isSymbolicLink()).toBe(true);
  });

  it('leaves no destination behind that was made for nothing', async () => {
    const folder = await workFolder();
    const archive = await smallArchive();
    const restoring = restore(archive.subarray(0, -1), join(folder, 'new', 'folder'), way);
    await expect(restoring).rejects.toMatchObject({ code: 'archive-truncated' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives folders that were not asked for what they have in the archive', async () => {
    const destination = await workFolder();
    await restore(await smallArchive(), destination, way, { only: ['s/sub/g'] });
    expect(Object.keys(await snapshot(destination))).toEqual(['s', 's/sub', 's/sub/g']);
    expect((await stat(join(destination, 's', 'sub'))).mode & 0o777).toBe(0o700);
  });

  it('says so when nothing in the archive was asked for', async () => {
    const destination = await workFolder();
    const restoring = restore(await smallArchive(), destination, way, { only: ['s/nothing'] });
    await expect(restoring).rejects.toMatchObject({
      code: 'path-not-in-archive',
      facts: { path: 's/nothing' },
    });
    expect(await readdir(destination)).toEqual([]);
  });

  it('accepts another name when told to', async () => {
    const destination = await workFolder();
    const report = await restore(await smallArchive(), destination, way, {
      name: 'renamed.enc',
      renamed: 'accept',
    });
    expect(report.entries).toBe(5);
  });

  it('leaves nothing behind when it is cancelled, whenever that is', async () => {
    const root = join(await workFolder(), 's');
    await mkdir(root);
    await writeFile(join(root, 'long'), noise(2_000_000));
    await writeFile(join(root, 'short'), 'short');
    const { archive } = await seal([root], 'tar');
    for (let pieces = 0; pieces < 7; pieces += 1) {
      const destination = await workFolder();
      const controller = new AbortController();
      const { signal } = controller;
      let count = 0;
      const abortAt = () => {
        count += 1;
        if (count > pieces) controller.abort();
      };
      const options = {
        name: archiveName,
        destination,
        overwrite: 'never',
        renamed: 'refuse',
        signal,
      } as const;
      const source = sourceOf(archive);
      const read = (position: number, length: number) => {
        abortAt();
        return source.read(position, length);
      };
      const restoring =
        way === 'as a stream'
          ? storage.restore(observed(archive, abortAt), options)
          : storage.restoreFrom({ ...source, read }, options);
      await expect(restoring).rejects.toMatchObject({ name: 'AbortError' });
      // Noticed soon, and not only at the end of a file.
      expect(count).toBeLessThanOrEqual(pieces + 4);
      expect(await readdir(destination)).toEqual([]);
    }
  });

  it('leaves nothing behind when the source fails', async () => {
    const archive = await smallArchive();
    const destination = await workFolder();
    const failure = new Error('the connection was lost');
    const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
    const fail = () => {
      throw failure;
    };
    const restoring =
      way === 'as a stream'
        ? storage.restore(
            observed(archive.subarray(0, -100), () => {}, fail),
            options,
          )
        : storage.restoreFrom({ ...sourceOf(archive), read: async () => fail() }, options);
    await expect(restoring).rejects.toBe(failure);
    expect(await readdir(destination)).toEqual([]);
  });

  it('says so when it may not write', async () => {
    const folder = await workFolder();
    await writeFile(join(folder, 'file'), '');
    const restoring = restore(await smallArchive(), join(folder, 'file', 'below'), way);
    await expect(restoring).rejects.toMatchObject({ code: 'write-refused', facts: { reason: 'ENOTDIR' } });
  });
});

it.each(['sealed', 'legacy'])('lets go of the source when it may not write (%s)', async (kind) => {
  const folder = await workFolder();
  await writeFile(join(folder, 'file'), '');
  const archive = kind === 'sealed' ? await smallArchive() : noise(1000);
  let isClosed = false;
  async function* chunks() {
    try {
      yield* chunksOf(archive, 100);
    } finally {
      isClosed = true;
    }
  }
  const destination = join(folder, 'file', 'below');
  const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
  const restoring = storage.restore(chunks(), { ...options, legacyPassword: 'x' });
  await expect(restoring).rejects.toMatchObject({ code: 'write-refused' });
  expect(isClosed).toBe(true);
});

it.each(['never', 'always'] as const)(
  'what appears while an archive arrives is found before anything is moved (%s)',
  async (overwrite) => {
    // So long that its first entries wait to be moved when its end arrives.
    const archive = await smallArchive(noise(300_000));
    const destination = await workFolder();
    const appear = () => {
      mkdirSync(join(destination, 's'));
      writeFileSync(join(destination, 's', 'sub'), 'a file where a folder goes');
      writeFileSync(join(destination, 's', 'l'), 'a file where a link goes');
    };
    const options = { name: archiveName, destination, overwrite, renamed: 'refuse' } as const;
    const restoring = storage.restore(
      observed(archive, () => {}, appear),
      options,
    );
    const names = overwrite === 'never' ? ['l', 'sub'] : ['sub'];
    const paths = names.map((name) => join(destination, 's', name));
    await expect(restoring).rejects.toMatchObject({ code: 'would-overwrite', facts: { paths } });
    expect((await readdir(destination, { recursive: true })).sort()).toEqual(['s', 's/l', 's/sub']);
  },
);

describe('a failing source', () => {
  it.each([10_000, 300_000, 900_000])(
    'is the error also in the midst of a file (after %d bytes)',
    async (length) => {
      const file = join(await workFolder(), 'f');
      await writeFile(file, noise(1_000_000));
      const { archive } = await seal([file], 'tar');
      const failure = new Error('the connection was lost');
      const fail = () => {
        throw failure;
      };
      const destination = await workFolder();
      const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
      const chunks = observed(archive.subarray(0, length), () => {}, fail);
      await expect(storage.restore(chunks, options)).rejects.toBe(failure);
      expect(await readdir(destination)).toEqual([]);
    },
  );
});

describe('hard links', () => {
  it('stay links where both names are restored, and become files where one is', async () => {
    const root = join(await workFolder(), 's');
    await mkdir(root);
    await writeFile(join(root, 'a'), 'shared');
    await link(join(root, 'a'), join(root, 'b'));
    await link(join(root, 'a'), join(root, 'c'));
    const { archive } = await seal([root], 'tar');
    const both = await workFolder();
    await restore(archive, both, 'with random access', { only: ['s/a', 's/c'] });
    expect((await stat(join(both, 's', 'a'))).ino).toBe((await stat(join(both, 's', 'c'))).ino);
    const one = await workFolder();
    await restore(archive, one, 'with random access', { only: ['s/b'] });
    expect(await readFile(join(one, 's', 'b'), 'utf8')).toBe('shared');
    const streamed = await workFolder();
    const { warnings } = await restore(archive, streamed, 'as a stream', { only: ['s/b'] });
    expect(warnings).toEqual([{ path: 's/b', problem: 'link-target-missing', detail: 's/a' }]);
  });
});

describe.each(ways)('a part of an archive, asked for by names that look like globs, %s', (way) => {
  const names = ['a[1]*.txt', 'a1x.txt', '{a,b}', 'a', '?', '!(a)', 'folder*'];
  async function archiveOfThem(): Promise<Buffer> {
    const root = join(await workFolder(), 's');
    await mkdir(join(root, 'folder*'), { recursive: true });
    await mkdir(join(root, 'folders'));
    const files = names.filter((name) => name !== 'folder*');
    for (const name of [...files, 'folder*/in', 'folders/in']) await writeFile(join(root, name), name);
    return (await seal([root], 'tar')).archive;
  }

  it.each(names)('brings back %s alone', async (name) => {
    const destination = await workFolder();
    await restore(await archiveOfThem(), destination, way, { only: [literalPattern(`s/${name}`)] });
    const found = await readdir(join(destination, 's'), { recursive: true });
    expect(found.sort()).toEqual(name === 'folder*' ? ['folder*', 'folder*/in'] : [name]);
  });
});

describe('what a server that knows only text hands back', () => {
  it('is recognised as the base64 text of an archive, and restored', async () => {
    const archive = await smallArchive();
    const text = await collect(encodeBase64(chunksOf(archive)));
    expect(text.length).toBe(base64Length(archive.length));
    const destination = await workFolder();
    const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
    expect(await storage.restore(chunksOf(text, 1000), options)).toMatchObject({ entries: 5 });
  });

  it('is a damaged archive when it stops being base64, or is cut', async () => {
    const text = await collect(encodeBase64(chunksOf(await smallArchive())));
    const destination = await workFolder();
    const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
    const altered = Buffer.from(text);
    altered.write('*', text.length - 100);
    for (const bytes of [altered, text.subarray(0, -3)]) {
      await expect(storage.restore(chunksOf(bytes), options)).rejects.toMatchObject({
        code: 'archive-damaged',
      });
    }
    expect(await readdir(destination)).toEqual([]);
  });

  it('is no archive when it is anything else, and is not taken for a legacy one', async () => {
    const destination = await workFolder();
    const options = { name: archiveName, destination, overwrite: 'never', renamed: 'refuse' } as const;
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('x'),
      noise(100_000),
      Buffer.from('{"message":"no"}'),
    ]) {
      await expect(storage.restore(chunksOf(bytes), options)).rejects.toMatchObject({
        code: 'not-an-archive',
      });
    }
    expect(await readdir(destination)).toEqual([]);
  });
});

describe('owner and group', () => {
  const isRoot = process.getuid?.() === 0;
  const own = [process.getuid?.(), process.getgid?.()];
  const pax = { uid: '3000000', gid: '3000001' };
  const members = [
    { name: 'small', data: '', pax },
    { name: 'long', data: noise(300_000), pax },
    { name: 'folder/', type: '5', pax },
    { name: 'link', type: '2', linkname: 'small', pax },
  ];

  async function owners(of: typeof members, setOwner: boolean) {
    const destination = await workFolder();
    await restore(await sealRaw({ members: of }), destination, 'as a stream', { setOwner });
    const stats = of.map(({ name }) => lstat(join(destination, name.replace('/', ''))));
    return (await Promise.all(stats)).map(({ uid, gid }) => [uid, gid]);
  }

  it('are not restored unless that is asked for', async () => {
    expect(await owners(members, false)).toEqual(members.map(() => own));
  });

  it.runIf(isRoot)('are restored on demand, of files, folders and links', async () => {
    expect(await owners(members, true)).toEqual(members.map(() => [3_000_000, 3_000_001]));
  });

  it.runIf(isRoot)('are never what no user is, not even one of them', async () => {
    const ids = ['99999999999', '4294967295', '-1', '1.5'];
    const odd = ids.flatMap((id) => [
      { name: `uid ${id}`, data: '', pax: { uid: id, gid: '7' } },
      { name: `gid ${id}`, data: '', pax: { uid: '7', gid: id } },
    ]);
    expect(await owners(odd, true)).toEqual(odd.map(() => own));
    const root = [{ name: 'root', data: '', pax: { uid: '0', gid: '7' } }];
    expect(await owners(root, true)).toEqual([[0, 7]]);
  });
});

/** Chunks, each announced before it is given; and what follows the last one. */
async function* observed(
  archive: Buffer,
  onChunk: () => void,
  onEnd: () => void = () => {},
): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of chunksOf(archive, 262_144)) {
    onChunk();
    yield chunk;
  }
  onEnd();
}

describe('an archive in a file', () => {
  it('is read where it is asked for', async () => {
    const path = join(await workFolder(), 'f');
    const bytes = noise(3_000_000);
    await writeFile(path, bytes);
    const source = await FileSource.open(path);
    expect((await collect(source.chunks())).equals(bytes)).toBe(true);
    expect((await source.read(2_999_990, 100)).equals(bytes.subarray(2_999_990))).toBe(true);
    expect((await source.read(3_000_000, 100)).length).toBe(0);
    await source.close();
  });

  it('must be there, and be a file', async () => {
    const folder = await workFolder();
    await expect(FileSource.open(join(folder, 'gone'))).rejects.toMatchObject({ code: 'path-not-found' });
    const reason = { code: 'path-unreadable', facts: { reason: 'EISDIR' } };
    await expect(FileSource.open(folder)).rejects.toMatchObject(reason);
  });

  it('is read whole also where the disk gives a part of it at a time', async () => {
    const path = join(await workFolder(), 'f');
    const bytes = noise(10_000);
    await writeFile(path, bytes);
    const file = await open(path);
    const read = file.read.bind(file) as (to: Buffer, at: number, length: number, from: number) => unknown;
    vi.spyOn(file, 'read').mockImplementation(((to: Buffer, at: number, length: number, from: number) =>
      read(to, at, Math.min(length, 3000), from)) as never);
    const source = FileSource.over(path, file, bytes.length);
    expect((await source.read(1, 9000)).equals(bytes.subarray(1, 9001))).toBe(true);
    // Somebody cut it meanwhile.
    await truncate(path, 5000);
    expect((await source.read(0, 10_000)).equals(bytes.subarray(0, 5000))).toBe(true);
    await source.close();
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'path-unreadable', facts: { path } });
  });
});
