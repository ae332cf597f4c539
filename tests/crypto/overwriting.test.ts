import {
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { commitStaged, type OverwritePolicy } from '../../src/crypto/restore/commit.ts';
import { Staging } from '../../src/crypto/restore/staging.ts';
import { restore, seal, ways, workFolder } from './support/archives.ts';
import { noise } from './support/rawTar.ts';
import { archivedTime, smallArchive } from './support/smallArchive.ts';

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

  it('leaves what is there when told to, whatever its age, and says what was kept', async () => {
    for (const time of [archivedTime - 1, archivedTime + 1]) {
      const { folder, outcome, names, read } = await restoreOver('skip', time);
      expect(outcome).toEqual({
        warnings: [{ path: join(folder, 's', 'f.txt'), problem: 'kept-existing' }],
      });
      expect(names).toEqual(['s', 's/f.txt', 's/l', 's/mine', 's/sub', 's/sub/g']);
      expect([await read('s/f.txt'), await read('s/sub/g')]).toEqual(['existing f', 'archived g']);
    }
  });

  it('leaves a folder that is where a file goes when told to skip', async () => {
    const folder = await workFolder();
    await mkdir(join(folder, 's', 'f.txt'), { recursive: true });
    const { warnings, entries, bytes } = await restore(await smallArchive(), folder, way, {
      overwrite: 'skip',
    });
    expect(warnings).toEqual([{ path: join(folder, 's', 'f.txt'), problem: 'kept-existing' }]);
    expect((await readdir(join(folder, 's'))).sort()).toEqual(['f.txt', 'l', 'sub']);
    // What was kept is not counted as restored.
    expect({ entries, bytes }).toEqual({ entries: 4, bytes: 'archived g'.length });
  });

  it('counts the content of a hard link that is kept no more than when it is restored', async () => {
    const source = join(await workFolder(), 's');
    await mkdir(source);
    await writeFile(join(source, 'f'), 'content');
    await link(join(source, 'f'), join(source, 'g'));
    const { archive } = await seal([source], 'tar');
    const folder = await workFolder();
    expect(await restore(archive, folder, way)).toMatchObject({ entries: 3, bytes: 7 });
    await rm(join(folder, 's/f'));
    expect(await restore(archive, folder, way, { overwrite: 'skip' })).toMatchObject({
      entries: 2,
      bytes: 7,
    });
    expect(await restore(archive, folder, way, { overwrite: 'skip' })).toMatchObject({
      entries: 1,
      bytes: 0,
    });
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

  it.each(['never', 'skip', 'always', 'newer', 'rename'] as const)(
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

/** A staging folder in which a file `f` waits. */
async function stagedFile() {
  const destination = await workFolder();
  const staging = await Staging.create(destination);
  onTestFinished(() => staging.remove());
  await staging.writeFile(['f'], Buffer.from('archived'), 8, { mode: 0o600, mtimeMs: 0 });
  return { destination, staging };
}

test('a file that somebody makes at the same moment is not overwritten', async () => {
  const { destination, staging } = await stagedFile();
  const move = staging.moveToFree.bind(staging);
  vi.spyOn(staging, 'moveToFree').mockImplementationOnce(async (...moved) => {
    await writeFile(join(destination, 'f'), 'of somebody');
    return move(...moved);
  });
  const error = { code: 'would-overwrite', facts: { paths: [join(destination, 'f')] } };
  await expect(commitStaged(staging, 'never')).rejects.toMatchObject(error);
  expect(await readFile(join(destination, 'f'), 'utf8')).toBe('of somebody');
});

// As on a file system without hard links, which refuses to link files too.
test('what cannot be linked is moved, and not over what is there', async () => {
  const { destination, staging } = await stagedFile();
  for (const name of ['s', 't']) await staging.makeFolder([name]);
  await mkdir(join(destination, 't'));
  expect(await staging.moveToFree(['s'], join(destination, 's'), false)).toBe(true);
  expect(await staging.moveToFree(['t'], join(destination, 't'), false)).toBe(false);
  expect((await readdir(destination)).filter((name) => !name.startsWith('.'))).toEqual(['s', 't']);
  expect(await readdir(staging.pathOf([]))).toEqual(['f', 't']);
});

test('more than the disk has room for is refused before it is written', async () => {
  const { destination, staging } = await stagedFile();
  const absurd = 2 ** 50;
  const error = { code: 'disk-full', facts: { path: destination } };
  const writing = staging.writeFile(['g'], Buffer.from('x'), absurd, { mode: 0o600, mtimeMs: 0 });
  await expect(writing).rejects.toMatchObject(error);
  await expect(staging.makeFolder(['folder'])).rejects.toMatchObject(error);
  expect(await readdir(staging.pathOf([]))).toEqual(['f']);
});

test.each([10, 100_000])('the file that %d bytes are written to is closed', async (length) => {
  const { staging } = await stagedFile();
  await staging.writeFile(['g'], noise(length), length, { mode: 0o600, mtimeMs: 0 });
  const descriptors = await readdir('/proc/self/fd');
  const links = descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => ''));
  expect(await Promise.all(links)).not.toContain(staging.pathOf(['g']));
});

test('what goes into a folder that somebody makes at the same moment is not lost', async () => {
  const destination = await workFolder();
  const staging = await Staging.create(destination);
  await staging.makeFolder(['s']);
  await staging.writeFile(['s', 'f'], Buffer.from('content'), 7, { mode: 0o600, mtimeMs: 0 });
  const move = staging.moveToFree.bind(staging);
  vi.spyOn(staging, 'moveToFree').mockImplementationOnce(async (...moved) => {
    await mkdir(join(destination, 's'));
    return move(...moved);
  });
  const { merged } = await commitStaged(staging, 'never');
  await staging.remove();
  expect([...merged]).toEqual([join(destination, 's')]);
  expect(await readFile(join(destination, 's/f'), 'utf8')).toBe('content');
});
