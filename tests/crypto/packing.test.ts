import { execFileSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  link,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cleanLabel, labelOf } from '../../src/crypto/pack/plan.ts';
import { withFault } from '../proof/faults/injection.ts';
import {
  archiveName,
  type ContentName,
  contents,
  created,
  expectSameTree,
  restore,
  seal,
  sourceOf,
  storage,
  workFolder,
} from './support/archives.ts';
import { noise } from './support/rawTar.ts';
import { sealWhile, sourceWith } from './support/sealWhile.ts';

/** Content of the files of an archive, by path. */
async function filesOf(archive: Buffer): Promise<Record<string, Buffer>> {
  const folder = await workFolder();
  await restore(archive, folder, 'as a stream');
  const { entries } = await storage.list(sourceOf(archive), archiveName);
  const files: Record<string, Buffer> = {};
  for (const { path, type } of entries) if (type === 'file') files[path] = await readFile(join(folder, path));
  return files;
}

/** More than the packer reads ahead. */
const longs = { tar: 6 * 1024 * 1024, zstd: 14 * 1024 * 1024 } as const;
/** After so many chunks of it the packer is in the midst of it, and not yet at its end. */
const midst = 8;

describe.each(contents)('a file that changes while it is packed (%s)', (content) => {
  const long = longs[content];

  it('is cut at the length it had, when it grew before it was read', async () => {
    const { root, target } = await sourceWith(Buffer.from('hello'));
    const sealed = await sealWhile([root], content, { 0: () => appendFile(target, ', world') });
    expect(sealed.changed).toEqual(['s/b']);
    expect(sealed.warnings).toEqual([{ path: target, problem: 'changed' }]);
    expect((await filesOf(sealed.archive))['s/b']?.toString()).toBe('hello');
  });

  it('is cut at the length it had, when it grows while it is read', async () => {
    const data = noise(long);
    const { root, target } = await sourceWith(data);
    const sealed = await sealWhile([root], content, { [midst]: () => appendFile(target, noise(1000)) });
    expect(sealed.changed).toEqual(['s/b']);
    expect(sealed.warnings).toEqual([{ path: target, problem: 'changed' }]);
    expect((await filesOf(sealed.archive))['s/b']?.equals(data)).toBe(true);
  });

  it('is stored as it is, when it shrank before it was read', async () => {
    const { root, target } = await sourceWith(noise(300_000));
    const sealed = await sealWhile([root], content, { 0: () => truncate(target, 7) });
    expect(sealed).toMatchObject({ changed: [], warnings: [], bytes: 'first'.length + 7 + 'last'.length });
    expect((await filesOf(sealed.archive))['s/b']).toEqual(await readFile(target));
  });

  it('ends in zeros, when it shrinks while it is read', async () => {
    const data = noise(long);
    const { root, target } = await sourceWith(data);
    const sealed = await sealWhile([root], content, { [midst]: () => truncate(target, long - 1000) });
    expect(sealed.changed).toEqual(['s/b']);
    expect(sealed.warnings).toEqual([{ path: target, problem: 'changed' }]);
    const expected = Buffer.concat([data.subarray(0, long - 1000), Buffer.alloc(1000)]);
    expect((await filesOf(sealed.archive))['s/b']?.equals(expected)).toBe(true);
  });

  it('is marked, when it is overwritten in place while it is read', async () => {
    const { root, target } = await sourceWith(noise(long));
    const overwrite = async () => {
      const file = await open(target, 'r+');
      await file.write(noise(1000), 0, 1000, long - 1000);
      await file.utimes(1, 1);
      await file.close();
    };
    const sealed = await sealWhile([root], content, { [midst]: overwrite });
    expect(sealed.changed).toEqual(['s/b']);
  });

  it('is whole, when its name vanishes while it is read', async () => {
    const data = noise(long);
    const { root, target } = await sourceWith(data);
    const sealed = await sealWhile([root], content, { [midst]: () => rm(target) });
    expect(sealed).toMatchObject({ changed: [], warnings: [] });
    expect((await filesOf(sealed.archive))['s/b']?.equals(data)).toBe(true);
  });

  it.each<[string, (target: string) => Promise<unknown>, object]>([
    ['vanished', (target) => rm(target), { problem: 'vanished', detail: 'ENOENT' }],
    [
      'became a link, which is not followed',
      (target) => become(target, () => symlink('/etc/passwd', target)),
      { problem: 'unreadable', detail: 'ELOOP' },
    ],
    ['became a folder', (target) => become(target, () => mkdir(target)), { problem: 'vanished' }],
    [
      'became a FIFO, which nobody writes to',
      (target) => become(target, async () => execFileSync('mkfifo', [target])),
      { problem: 'vanished' },
    ],
  ])('is left out, and the rest stored, when it %s', async (_, change, warning) => {
    const { root, target } = await sourceWith(noise(600_000));
    const sealed = await sealWhile([root], content, { 0: () => change(target) });
    expect(sealed.warnings).toEqual([{ path: target, ...warning }]);
    expect(sealed.entries.map(({ path }) => path)).toEqual(['s', 's/a', 's/c']);
    expect(Object.keys(await filesOf(sealed.archive))).toEqual(['s/a', 's/c']);
  });

  it('takes its hard links with it, when it vanished', async () => {
    const { root, target } = await sourceWith(noise(1000));
    await link(target, join(root, 'd'));
    const sealed = await sealWhile([root], content, { 0: () => rm(target) });
    expect(sealed.warnings).toEqual([
      { path: target, problem: 'vanished', detail: 'ENOENT' },
      { path: join(root, 'd'), problem: 'vanished' },
    ]);
    expect(sealed.entries.map(({ path }) => path)).toEqual(['s', 's/a', 's/c']);
  });

  it('may be all there is: the folder vanished as a whole', async () => {
    const { root } = await sourceWith(noise(1000));
    const sealed = await sealWhile([root], content, { 0: () => rm(root, { recursive: true }) });
    expect(sealed.warnings.map(({ problem }) => problem)).toEqual(['vanished', 'vanished', 'vanished']);
    expect(sealed.entries.map(({ path }) => path)).toEqual(['s']);
  });
});

describe('an archive whose length was announced', () => {
  it('has it, though every file was touched meanwhile', async () => {
    const root = join(await workFolder(), 's');
    await mkdir(root);
    const names = Array.from({ length: 1500 }, (_, number) => join(root, `file-${number}`));
    for (const name of names) {
      await writeFile(name, '');
      await utimes(name, 1_700_000_000, 1_700_000_000);
    }
    const touchAll = async () => {
      for (const name of names) await utimes(name, 1e9 + Math.random() * 1e9, 1e9 + Math.random() * 1e9);
    };
    const sealed = await sealWhile([root], 'tar', { 0: touchAll });
    expect(sealed.entries.length).toBe(1501);
  });

  it('has it, whatever happens to the files', async () => {
    const operations = {
      grow: (path: string) => appendFile(path, noise(3000)),
      shrink: (path: string) => truncate(path, 100),
      touch: (path: string) => utimes(path, 1e9 + Math.random() * 1e9, 1e9 + Math.random() * 1e9),
      remove: (path: string) => rm(path),
      replace: (path: string) => become(path, () => symlink('elsewhere', path)),
    };
    const event = fc.record({
      at: fc.integer({ min: 0, max: 6 }),
      file: fc.integer({ min: 0, max: 9 }),
      operation: fc.constantFrom(...(Object.keys(operations) as (keyof typeof operations)[])),
    });
    const root = join(await workFolder(), 's');
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 12 }),
        fc.constantFrom(...contents),
        async (events, content) => {
          await rm(root, { recursive: true, force: true });
          await mkdir(root);
          for (let file = 0; file < 10; file += 1)
            await writeFile(join(root, `${file}`), noise(file * 20_000));
          const timeline: Record<number, () => Promise<void>> = {};
          for (let at = 0; at <= 6; at += 1) {
            timeline[at] = async () => {
              for (const { file, operation } of events.filter((one) => one.at === at)) {
                // What was removed cannot be changed any more.
                await operations[operation](join(root, `${file}`)).catch(() => {});
              }
            };
          }
          const sealed = await sealWhile([root], content, timeline);
          expect(sealed.entries.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is given up, when the index does not fit in it any more', async () => {
    const { root } = await sourceWith(noise(10));
    const plan = await storage.plan([root]);
    const sealed = storage.seal(plan, { name: noise(3000).toString('hex'), created });
    const reading = (async () => {
      for await (const _ of sealed.chunks);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'sources-changed-too-much' });
  });
});

describe('a folder with what cannot be stored', () => {
  it('is stored without FIFOs and sockets', async () => {
    const { root } = await sourceWith(noise(10));
    execFileSync('mkfifo', [join(root, 'fifo')]);
    const server = createServer().listen(join(root, 'socket'));
    onTestFinished(() => void server.close());
    const sealed = await sealWhile([root], 'tar', {});
    expect(sealed.warnings).toEqual([
      { path: join(root, 'fifo'), problem: 'special-file' },
      { path: join(root, 'socket'), problem: 'special-file' },
    ]);
    expect(sealed.entries.length).toBe(4);
  });

  it('is stored without names that are not UTF-8', async () => {
    const { root } = await sourceWith(noise(10));
    const raw = (name: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);
    await writeFile(raw('b\xe9b\xe9'), 'latin 1');
    await writeFile(join(root, 'b\ufffdb\ufffd'), 'a name of its own');
    await mkdir(raw('\xff'));
    await symlink(Buffer.from('\xfe', 'latin1'), join(root, 'link'));
    const sealed = await sealWhile([root], 'tar', {});
    const problem = 'name-not-utf8';
    expect(sealed.warnings.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
      { path: join(root, 'b\ufffdb\ufffd'), problem },
      { path: join(root, 'link'), problem },
      { path: join(root, '\ufffd'), problem },
    ]);
    const files = await filesOf(sealed.archive);
    expect(Object.keys(files)).toEqual(['s/a', 's/b', 's/b\ufffdb\ufffd', 's/c']);
    expect(files['s/b\ufffdb\ufffd']?.toString()).toBe('a name of its own');
  });

  it('is stored so that it can be restored, though names differ only in their normal form', async () => {
    const { root } = await sourceWith(noise(10));
    await mkdir(join(root, 'e\u0301'));
    await writeFile(join(root, 'e\u0301', 'in the first'), '');
    await mkdir(join(root, '\u00e9'));
    await writeFile(join(root, '\u00e9', 'in the second'), '');
    const sealed = await sealWhile([root], 'tar', {});
    expect(sealed.warnings).toEqual([{ path: join(root, '\u00e9'), problem: 'name-taken' }]);
    expect(Object.keys(await filesOf(sealed.archive))).toContain('s/e\u0301/in the first');
  });

  it('is stored so that it can be restored, though names meet when their control characters are escaped', async () => {
    const { root } = await sourceWith(noise(10));
    await writeFile(join(root, 'a\x01'), '');
    await writeFile(join(root, 'a%01'), '');
    await writeFile(join(root, '\x01'.repeat(200)), '');
    const sealed = await sealWhile([root], 'tar', {});
    expect(sealed.warnings.map(({ problem }) => problem)).toEqual(['name-not-restorable', 'name-taken']);
    const folder = await workFolder();
    expect(await restore(sealed.archive, folder, 'as a stream')).toMatchObject({ entries: 5 });
  });

  it('is nothing, when all that was given is a FIFO', async () => {
    const fifo = join(await workFolder(), 'fifo');
    execFileSync('mkfifo', [fifo]);
    const { members, warnings } = await storage.plan([fifo]);
    expect(members).toHaveLength(0);
    expect(warnings).toMatchObject([{ problem: 'special-file' }]);
  });
});

describe.each(contents)('what is packed comes back (%s):', (content) => {
  it('empty files and empty folders', async () => {
    const root = join(await workFolder(), 's');
    await mkdir(join(root, 'empty'), { recursive: true });
    await writeFile(join(root, 'file'), '');
    await expectRoundTrip(root, content);
  });

  it('hard links, and links of all kinds', async () => {
    const { root } = await sourceWith(noise(3000));
    await link(join(root, 'b'), join(root, 'b2'));
    await mkdir(join(root, 'd'));
    await link(join(root, 'b'), join(root, 'd', 'x'.repeat(150)));
    await symlink('../b', join(root, 'd', 'up'));
    await symlink('d', join(root, 'to-folder'));
    await symlink('.', join(root, 'self'));
    await symlink('dangling/é', join(root, 'dangling'));
    await expectRoundTrip(root, content);
  });

  it('names of all kinds', async () => {
    const root = join(await workFolder(), 's');
    await mkdir(root);
    for (const name of [
      'é',
      'e\u0301x',
      '大阪',
      '🗄️',
      ' ',
      '-rf',
      'a:b',
      'back\\slash',
      '"quoted"',
      '%41',
      'pax',
      'x'.repeat(255),
      'é'.repeat(127),
      'trailing.',
      '...',
    ]) {
      await writeFile(join(root, name), name);
    }
    await expectRoundTrip(root, content);
  });

  it('a path of almost 4,096 bytes', async () => {
    const folder = await workFolder();
    const root = join(folder, 's');
    await mkdir(root);
    const name = 'd'.repeat(100);
    // The staging folder makes paths longer while they are restored.
    const depth = Math.floor((4096 - folder.length - 60) / (name.length + 1));
    const deepest = join(root, ...Array.from({ length: depth }, () => name));
    await mkdir(deepest, { recursive: true });
    await writeFile(join(deepest, 'f'), 'deep');
    await expectRoundTrip(root, content);
  });

  it('modes and times', async () => {
    const { root } = await sourceWith(noise(10));
    const times = [0, 1, 1.5, 2 ** 31, 2 ** 32, 1_700_000_000.123456];
    for (const [number, time] of times.entries()) {
      await writeFile(join(root, `time-${number}`), '');
      await utimes(join(root, `time-${number}`), time, time);
    }
    await writeFile(join(root, 'before'), '');
    await utimes(join(root, 'before'), new Date(-1500), new Date(-1500));
    for (const mode of [0o400, 0o666, 0o777, 0o1700]) {
      await mkdir(join(root, `folder-${mode}`));
      await writeFile(join(root, `folder-${mode}`, 'f'), '', { mode: 0o600 });
      await chmod(join(root, `folder-${mode}`, 'f'), mode);
      await chmod(join(root, `folder-${mode}`), mode | 0o700);
    }
    await expectRoundTrip(root, content);
  });

  it('one file, and several paths', async () => {
    const { root } = await sourceWith(noise(10));
    const { archive } = await seal([join(root, 'a'), join(root, 'c')], content);
    expect(Object.keys(await filesOf(archive))).toEqual(['a', 'c']);
  });
});

describe('a file on a disk that fails while it is packed', () => {
  it.each([
    ['before it is read', 1],
    ['after it was read', 2],
  ])('is reported when the system tells nothing of it %s', async (_, at) => {
    const { root } = await sourceWith(Buffer.from('content'));
    const { report } = await withFault({ kind: 'EIO', at, call: 'fstatSync' }, () => seal([root], 'tar'));
    expect(report.warnings).toMatchObject([{ problem: at === 1 ? 'unreadable' : 'changed' }]);
  });

  it.each([
    ['small', 'readSync', 1, 1000],
    ['large', 'read', 1, 3_000_000],
    ['large', 'read', 2, 3_000_000],
  ])(
    'is stored with zeros for what cannot be read, and that is told (%s, %s %i)',
    async (_, call, at, length) => {
      const { root, target } = await sourceWith(noise(length));
      const { archive, report } = await withFault({ kind: 'EIO', at, call }, () => seal([target], 'tar'));
      expect(report.warnings).toEqual([{ path: target, problem: 'unreadable', detail: 'EIO' }]);
      const { entries } = await storage.list(sourceOf(archive), archiveName);
      expect(entries).toMatchObject([{ path: 'b', size: length, changed: true }]);
      const folder = await workFolder();
      await restore(archive, folder, 'as a stream');
      const [restored, original] = [await readFile(join(folder, 'b')), await readFile(join(root, 'b'))];
      const read = restored.findIndex((byte, position) => byte !== original[position]);
      expect(restored.subarray(read).every((byte) => byte === 0)).toBe(true);
    },
  );

  it('is stored when closing it fails', async () => {
    const { root } = await sourceWith(Buffer.from('content'));
    const { report } = await withFault({ kind: 'EIO', at: 1, call: 'closeSync' }, () => seal([root], 'tar'));
    expect(report.warnings).toEqual([]);
  });
});

describe('what is asked for', () => {
  it('is an error when it is not there, or two of it have one name', async () => {
    const { root } = await sourceWith(noise(10));
    await expect(storage.plan([join(root, 'gone')])).rejects.toMatchObject({ code: 'path-not-found' });
    await mkdir(join(root, 'd'));
    await writeFile(join(root, 'd', 'a'), '');
    await expect(storage.plan([join(root, 'a'), join(root, 'd', 'a')])).rejects.toMatchObject({
      code: 'usage',
    });
  });

  it('is not begun when it was cancelled before, and stops when it is cancelled', async () => {
    const { root } = await sourceWith(noise(longs.tar));
    await expect(storage.plan([root], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const controller = new AbortController();
    const { chunks } = storage.seal(await storage.plan([root]), {
      name: archiveName,
      created,
      signal: controller.signal,
    });
    await chunks.next();
    await chunks.next();
    controller.abort();
    await expect(chunks.next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('needs a recipient', async () => {
    const { root } = await sourceWith(noise(10));
    const { SecureFileStorage } = await import('../../src/crypto/SecureFileStorage.ts');
    const nobody = new SecureFileStorage([], []);
    const { chunks } = nobody.seal(await nobody.plan([root]), { name: archiveName, created });
    await expect(chunks.next()).rejects.toThrow(RangeError);
  });

  it.each([
    ['/home/zoé/Été 2026', 'Ete-2026'],
    ['/var/www/', 'www'],
    ['/', 'archive'],
    ['/tmp/大阪', 'archive'],
    ['/tmp/.config', 'config'],
    ['/tmp/a b\nc', 'a-b-c'],
    [`/tmp/${'x'.repeat(255)}`, 'x'.repeat(200)],
  ])('gives the label: %s', (path, label) => {
    expect(labelOf([path])).toBe(label);
    expect(cleanLabel(label)).toBe(label);
  });
});

async function expectRoundTrip(root: string, content: ContentName): Promise<void> {
  const { archive, report } = await seal([root], content);
  expect(report.warnings).toEqual([]);
  for (const way of ['as a stream', 'with random access'] as const) {
    const folder = await workFolder();
    expect((await restore(archive, folder, way)).warnings).toEqual([]);
    await expectSameTree(join(folder, 's'), root);
  }
}

async function become(path: string, make: () => Promise<unknown>): Promise<void> {
  await rename(path, `${path}.old`);
  await make();
  await rm(`${path}.old`);
}
