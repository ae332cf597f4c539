import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { base64Length, encodeBase64 } from '../../src/common/base64.ts';
import { FileSource } from '../../src/crypto/open/fileSource.ts';
import type { OverwritePolicy } from '../../src/crypto/restore/commit.ts';
import {
  archiveName,
  chunksOf,
  collect,
  contents,
  expectSameTree,
  restore,
  seal,
  snapshot,
  sourceOf,
  storage,
  ways,
  workFolder,
} from './support/archives.ts';
import { noise, sealRaw } from './support/rawTar.ts';

const archivedTime = 1_700_000_000;

/** `s/f`, `s/sub/g` and a link, all of one time. */
async function smallArchive(): Promise<Buffer> {
  const root = join(await workFolder(), 's');
  await mkdir(join(root, 'sub'), { recursive: true });
  await writeFile(join(root, 'f.txt'), 'archived f');
  await writeFile(join(root, 'sub', 'g'), 'archived g');
  for (const path of ['f.txt', 'sub/g']) await utimes(join(root, path), archivedTime, archivedTime);
  await symlink('f.txt', join(root, 'l'));
  await chmod(join(root, 'sub'), 0o700);
  return (await seal([root], 'tar')).archive;
}

describe.each(ways)('restoring %s over what is there', (way) => {
  async function restoreOver(overwrite: OverwritePolicy, existingTime = archivedTime - 10) {
    const folder = await workFolder();
    await mkdir(join(folder, 's', 'sub'), { recursive: true });
    await chmod(join(folder, 's'), 0o750);
    await writeFile(join(folder, 's', 'f.txt'), 'existing f', { mode: 0o600 });
    await utimes(join(folder, 's', 'f.txt'), existingTime, existingTime);
    await writeFile(join(folder, 's', 'mine'), 'mine');
    const outcome = await restore(await smallArchive(), folder, way, { overwrite }).then(
      ({ warnings }) => ({ warnings }),
      ({ code, facts }) => ({ code, facts }),
    );
    const names = (await readdir(folder, { recursive: true })).sort();
    return { folder, outcome, names, read: (path: string) => readFile(join(folder, path), 'utf8') };
  }

  it('is refused by default, and nothing is changed', async () => {
    const { folder, outcome, names, read } = await restoreOver('never');
    expect(outcome).toEqual({ code: 'would-overwrite', facts: { paths: [join(folder, 's', 'f.txt')] } });
    expect(names).toEqual(['s', 's/f.txt', 's/mine', 's/sub']);
    expect(await read('s/f.txt')).toBe('existing f');
  });

  it('replaces files when told to, and leaves other files and the folders as they were', async () => {
    const { folder, outcome, names, read } = await restoreOver('always');
    expect(outcome).toEqual({ warnings: [] });
    expect(names).toEqual(['s', 's/f.txt', 's/l', 's/mine', 's/sub', 's/sub/g']);
    expect([await read('s/f.txt'), await read('s/mine')]).toEqual(['archived f', 'mine']);
    expect((await stat(join(folder, 's', 'f.txt'))).mode & 0o777).toBe(0o644);
    expect((await stat(join(folder, 's'))).mode & 0o777).toBe(0o750);
  });

  it('replaces only what is older, and says what was kept', async () => {
    const older = await restoreOver('newer', archivedTime - 1);
    expect([older.outcome, await older.read('s/f.txt')]).toEqual([{ warnings: [] }, 'archived f']);
    for (const time of [archivedTime, archivedTime + 1]) {
      const newer = await restoreOver('newer', time);
      expect(newer.outcome).toEqual({
        warnings: [{ path: join(newer.folder, 's', 'f.txt'), problem: 'kept-existing' }],
      });
      expect([await newer.read('s/f.txt'), await newer.read('s/sub/g')]).toEqual([
        'existing f',
        'archived g',
      ]);
    }
  });

  it('restores under a new name when told to', async () => {
    const { folder, outcome, names, read } = await restoreOver('rename');
    expect(outcome).toEqual({ warnings: [] });
    expect(names).toEqual(['s', 's/f (2).txt', 's/f.txt', 's/l', 's/mine', 's/sub', 's/sub/g']);
    expect([await read('s/f.txt'), await read('s/f (2).txt')]).toEqual(['existing f', 'archived f']);
    await restore(await smallArchive(), folder, way, { overwrite: 'rename' });
    expect(await read('s/f (3).txt')).toBe('archived f');
    expect((await readdir(join(folder, 's'))).filter((name) => name.startsWith('l'))).toEqual(['l', 'l (2)']);
  });

  it.each(['always', 'newer'] as const)('puts no file where a folder is (%s)', async (overwrite) => {
    const folder = await workFolder();
    await mkdir(join(folder, 's', 'f.txt'), { recursive: true });
    const restoring = restore(await smallArchive(), folder, way, { overwrite });
    await expect(restoring).rejects.toMatchObject({
      code: 'would-overwrite',
      facts: { paths: [join(folder, 's', 'f.txt')] },
    });
    expect(await readdir(folder, { recursive: true })).toEqual(['s', 's/f.txt']);
  });

  it('puts a file beside a folder when told to rename', async () => {
    const folder = await workFolder();
    await mkdir(join(folder, 's', 'f.txt'), { recursive: true });
    await restore(await smallArchive(), folder, way, { overwrite: 'rename' });
    expect((await readdir(join(folder, 's'))).sort()).toEqual(['f (2).txt', 'f.txt', 'l', 'sub']);
  });

  it.each(['never', 'always', 'newer', 'rename'] as const)(
    'puts no folder where a file is (%s)',
    async (overwrite) => {
      const folder = await workFolder();
      await writeFile(join(folder, 's'), 'a file');
      const restoring = restore(await smallArchive(), folder, way, { overwrite });
      await expect(restoring).rejects.toMatchObject({ code: 'would-overwrite' });
      expect(await readdir(folder)).toEqual(['s']);
    },
  );
});

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

describe.each(contents)('an archive of any tree (%s)', (content) => {
  const name = fc
    .oneof(fc.constantFrom('a', 'b', 'c', 'é'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
    .map((text) => text.normalize('NFC').replace(/[/\p{Cc}]/gu, '_'))
    .filter((text) => text !== '.' && text !== '..' && !text.startsWith('%'));
  const path = fc.array(name, { minLength: 1, maxLength: 4 });
  const node = fc.record({
    path,
    kind: fc.oneof(
      fc.record({
        type: fc.constant('file' as const),
        size: fc.oneof(fc.constantFrom(0, 1, 511, 512, 513), fc.integer({ min: 0, max: 9000 })),
        isNoise: fc.boolean(),
      }),
      fc.record({ type: fc.constant('dir' as const) }),
      fc.record({ type: fc.constant('symlink' as const), target: name }),
      fc.record({ type: fc.constant('link' as const), to: fc.nat() }),
    ),
    mode: fc.constantFrom(0o600, 0o644, 0o755, 0o700),
    // Quarters, which need no rounding.
    time: fc.integer({ min: 0, max: 2 ** 33 }).map((value) => value / 4),
  });

  it('is restored identically, whole and in part, both ways', async () => {
    const folder = await workFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(node, { maxLength: 12 }),
        fc.infiniteStream(fc.boolean()),
        async (nodes, chances) => {
          run += 1;
          const root = join(folder, String(run), 's');
          await makeTree(root, nodes);
          const { archive, report } = await seal([root], content);
          expect(report.warnings).toEqual([]);
          for (const way of ways) {
            const destination = join(folder, String(run), way);
            await restore(archive, destination, way);
            await expectSameTree(join(destination, 's'), root);
          }
          const { entries } = await storage.list(sourceOf(archive), archiveName);
          const files = entries.filter(({ type }) => type === 'file' || type === 'symlink');
          const only = files.map((entry) => entry.path).filter(() => chances.next().value);
          if (only.length > 0) await expectSamePart(archive, join(folder, String(run)), only);
          await rm(join(folder, String(run)), { recursive: true });
        },
      ),
      { numRuns: 60 },
    );
  });

  async function expectSamePart(archive: Buffer, folder: string, only: string[]): Promise<void> {
    const whole = await snapshot(join(folder, 'as a stream'));
    const wanted = new Set(only.flatMap((selected) => ancestorsOf(selected)));
    for (const way of ways) {
      const destination = join(folder, `part ${way}`);
      // A name may look like a glob; then it selects more than itself.
      await restore(archive, destination, way, { only });
      const part = await snapshot(destination);
      expect(Object.keys(part)).toEqual(expect.arrayContaining([...wanted]));
      for (const [found, { what, mtimeMs }] of Object.entries(part)) {
        // The first of several names may not be among them.
        expect(what.replace(/ = .*/, '')).toBe(whole[found]?.what.replace(/ = .*/, ''));
        expect(Math.abs(mtimeMs - (whole[found]?.mtimeMs ?? 0))).toBeLessThan(0.002);
      }
    }
  }

  async function makeTree(root: string, nodes: readonly TreeNode[]): Promise<void> {
    await mkdir(root, { recursive: true });
    const files: string[] = [];
    const made: { target: string; time: number; mode: number }[] = [];
    for (const { path: parts, kind, mode, time } of nodes) {
      const target = join(root, ...parts);
      try {
        await mkdir(dirname(target), { recursive: true });
        if (kind.type === 'dir') await mkdir(target);
        else if (kind.type === 'symlink') await symlink(kind.target, target);
        else if (kind.type === 'link') await link(files[kind.to % files.length] ?? '', target);
        else {
          await writeFile(target, kind.isNoise ? noise(kind.size) : Buffer.alloc(kind.size, 'x'), {
            flag: 'wx',
          });
          files.push(target);
        }
      } catch {
        // Something else of that name was made before.
        continue;
      }
      if (kind.type === 'file' || kind.type === 'dir') made.push({ target, time, mode });
    }
    for (const { target, time, mode } of made.reverse()) {
      await chmod(target, mode | 0o100);
      await utimes(target, time, time);
    }
  }
});

interface TreeNode {
  readonly path: string[];
  readonly kind:
    | { readonly type: 'file'; readonly size: number; readonly isNoise: boolean }
    | { readonly type: 'dir' }
    | { readonly type: 'symlink'; readonly target: string }
    | { readonly type: 'link'; readonly to: number };
  readonly mode: number;
  readonly time: number;
}

/** A path, and the folders above it. */
function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

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

it('owner and group are restored on demand only, and absurd ones never', async () => {
  const isRoot = process.getuid?.() === 0;
  const members = [
    { name: 'large', data: '', pax: { uid: '3000000', gid: '3000001' } },
    { name: 'absurd', data: '', pax: { uid: '99999999999', gid: '-1' } },
  ];
  const archive = await sealRaw({ members });
  for (const setOwner of [false, true]) {
    if (setOwner && !isRoot) continue;
    const destination = await workFolder();
    await restore(archive, destination, 'as a stream', { setOwner });
    const { uid, gid } = await stat(join(destination, 'large'));
    expect([uid, gid]).toEqual(setOwner ? [3_000_000, 3_000_001] : [process.getuid?.(), process.getgid?.()]);
    expect((await stat(join(destination, 'absurd'))).uid).toBe(process.getuid?.());
  }
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
});
