import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RestoreOptions } from '../../src/crypto/restore/restore.ts';
import { type Found, snapshot } from '../support/tree.ts';
import { restore, type Way, ways, workFolder } from './support/archives.ts';
import { type RawArchive, type RawMember, sealRaw } from './support/rawTar.ts';

/** A destination, and beside it a folder that nothing may touch. */
interface Sandbox {
  readonly destination: string;
  readonly outside: string;
  /** Everything in the sandbox but what is in the destination. */
  around(): Promise<Record<string, Found>>;
}

async function sandbox(): Promise<Sandbox> {
  const root = await workFolder();
  const destination = join(root, 'destination');
  const outside = join(root, 'outside');
  await mkdir(destination);
  await mkdir(outside);
  await writeFile(join(outside, 'keep'), 'as it was');
  const around = async () => {
    const all = await snapshot(root);
    return Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith('destination')));
  };
  return { destination, outside, around };
}

/** What was restored, by path: content of files, target of links, nothing of folders. */
async function tree(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (entry.isDirectory()) found[`${name}/`] = '';
    else found[name] = entry.isSymbolicLink() ? `-> ${await readlink(path)}` : await readFile(path, 'utf8');
  }
  return found;
}

interface Outcome {
  /** Code of the error; undefined when it was restored. */
  readonly code?: string;
  readonly reason?: string;
  readonly restored: Record<string, string>;
  readonly warnings: string[];
}

/** Restores a hostile archive, and looks at the disk afterwards: nothing outside may differ, nothing be left over. */
async function tryToRestore(
  archive: RawArchive,
  way: Way,
  prepare: (box: Sandbox) => Promise<void> = async () => {},
  options: Partial<RestoreOptions> = {},
): Promise<Outcome> {
  const box = await sandbox();
  await prepare(box);
  const before = await box.around();
  const beforeInside = await tree(box.destination);
  let outcome: Omit<Outcome, 'restored'>;
  try {
    const report = await restore(await sealRaw(archive), box.destination, way, options);
    outcome = { warnings: report.warnings.map(({ problem, path }) => `${problem} ${path}`) };
  } catch (error) {
    const { code, facts } = error as { code: string; facts: { reason?: string } };
    outcome = { code, warnings: [], ...(facts.reason === undefined ? {} : { reason: facts.reason }) };
  }
  expect(await box.around()).toEqual(before);
  const restored = await tree(box.destination);
  expect(Object.keys(restored).filter((path) => path.startsWith('.secure-client'))).toEqual([]);
  if (outcome.code !== undefined) expect(restored).toEqual(beforeInside);
  return { ...outcome, restored };
}

const file = (name: string, data = 'evil', more: Partial<RawMember> = {}): RawMember => ({
  name,
  data,
  ...more,
});
const folder = (name: string): RawMember => ({ name: `${name}/`, type: '5', mode: 0o755 });
const link = (name: string, linkname: string): RawMember => ({ name, type: '2', linkname });
const hardLink = (name: string, linkname: string): RawMember => ({ name, type: '1', linkname });

describe.each(ways)('a hostile archive restored %s', (way) => {
  describe('is refused when', () => {
    it.each<[string, RawMember[], RegExp]>([
      ['a path climbs', [file('../evil')], /climbs/],
      ['a path climbs further on', [folder('a'), file('a/../../evil')], /climbs/],
      ['a path climbs and comes back', [file('a/../b')], /climbs/],
      ['a path ends in dots', [folder('a/..')], /climbs/],
      ['a path has a dot within', [file('a/./b')], /climbs/],
      ['a folder is the destination itself', [folder('.')], /empty/],
      ['a path is absolute', [file('/tmp/secure-client-evil')], /absolute/],
      ['a path is on a drive', [file('C:/evil')], /absolute/],
      ['a path is relative to a drive', [file('c:evil')], /absolute/],
      ['a path is on a server', [file('\\\\host\\share\\evil')], /absolute/],
      [
        'a name has a NUL',
        [{ ...file('x'), indexed: { path: 'a\0b' }, pax: Buffer.from('12 path=a\0b\n') }],
        /NUL|malformed/,
      ],
      [
        'a name is longer than any file system keeps',
        [file('x', '', { pax: { path: 'n'.repeat(256) } })],
        /255/,
      ],
      [
        'a name is too long once its control characters are escaped',
        [file('x', '', { pax: { path: '\x01'.repeat(90) } })],
        /255/,
      ],
      ['a file goes through a link out', [link('way', '../outside'), file('way/keep')], /through a link/],
      ['a file goes through a link within', [folder('a'), link('way', 'a'), file('way/x')], /through a link/],
      ['a folder goes through a link', [link('way', '../outside'), folder('way/x')], /through a link/],
      ['a link goes through a link', [link('way', '../outside'), link('way/x', 'y')], /through a link/],
      ['a file goes through a file', [file('a'), file('a/b')], /through a file/],
      ['a hard link points out', [hardLink('x', '../outside/keep')], /climbs/],
      ['a hard link points to an absolute path', [hardLink('x', '/etc/passwd')], /absolute/],
      ['a hard link points to a link', [link('l', 'x'), hardLink('h', 'l')], /no file/],
      [
        'a hard link points to a link that was left out',
        [link('l', '../outside/keep'), hardLink('h', 'l')],
        /no file/,
      ],
      ['a hard link points to a folder', [folder('d'), hardLink('h', 'd')], /no file/],
      ['a hard link points to nothing', [hardLink('h', '')], /empty/],
      [
        'a hard link goes through a link',
        [folder('d'), file('d/x'), link('way', 'd'), hardLink('h', 'way/x')],
        /no file/,
      ],
      ['a link points to nothing', [link('l', '')], /nothing/],
      ['a link takes the place of a folder', [folder('d'), link('d', '../outside')], /twice/],
      ['a folder takes the place of a link', [link('d', '../outside'), folder('d')], /twice/],
      ['a file takes the place of a link', [link('d', '../outside/keep'), file('d')], /twice/],
      ['a link that leads out takes the place of a file', [file('a'), link('a', '../outside')], /twice/],
      ['a link takes the place of a file', [file('a'), link('a', 'first')], /twice/],
      ['a hard link takes the place of a file', [file('a'), hardLink('a', 'first')], /twice/],
      ['a folder takes the place of a file', [file('a'), folder('a')], /twice/],
      ['a file takes the place of a folder', [folder('a'), file('a')], /twice/],
      ['a file takes the place of a hard link', [hardLink('a', 'first'), file('a')], /twice/],
      ['a file goes through a hard link', [hardLink('a', 'first'), file('a/b')], /through a file/],
      ['a hard link goes through a file', [hardLink('a', 'first/b')], /through a file/],
      ['a name comes twice', [file('a', 'one'), file('a', 'two')], /twice/],
      [
        'a name is half a character, which a disk would take for another name',
        [link('\ufffd', 'd'), file('x', '', { indexed: { path: '\ud800/x' }, pax: { path: '\ufffd/x' } })],
        /Unicode|through a link/,
      ],
      ['a name comes twice, once with a dot before it', [file('a', 'one'), file('./a', 'two')], /twice/],
      ['a name comes twice, once with two slashes', [folder('a'), file('a/b'), file('a//b')], /twice/],
      [
        'a name comes twice, composed and decomposed',
        [file('x', '', { pax: { path: 'caf\u00e9' } }), file('x', '', { pax: { path: 'cafe\u0301' } })],
        /twice/,
      ],
      [
        'a folder comes twice, composed and decomposed',
        [
          file('x', '', { pax: { path: '\u00e9/a' } }),
          link('e\u0301', 'x'),
          file('x', '', { pax: { path: 'e\u0301/a' } }),
        ],
        /twice|link/,
      ],
      [
        'a name of one character comes twice, composed and decomposed',
        [file('x', '', { pax: { path: '\u00e9' } }), file('x', '', { pax: { path: 'e\u0301' } })],
        /twice/,
      ],
      [
        'a file goes through a file, composed and decomposed',
        [file('x', '', { pax: { path: '\u00e9' } }), file('x', '', { pax: { path: 'e\u0301/a' } })],
        /through a file/,
      ],
      [
        'a control character takes the place of its escape',
        [file('a%01'), file('x', '', { pax: { path: 'a\x01' } })],
        /twice/,
      ],
      [
        'an extended header gives another path',
        [file('harmless', 'evil', { pax: { path: '../evil' } })],
        /climbs/,
      ],
      [
        'an extended header gives another target',
        [{ ...hardLink('h', 'harmless'), pax: { linkpath: '../outside/keep' } }],
        /climbs/,
      ],
    ])('%s', async (_, members, reason) => {
      const outcome = await tryToRestore({ members: [file('first', 'good'), ...members] }, way);
      expect(outcome.code).toMatch(/archive-entry-refused|archive-damaged/);
      expect(outcome.reason).toMatch(reason);
    });
  });

  describe('is restored without harm when', () => {
    it.each<[string, RawMember[], Record<string, string>, string[]]>([
      ['a link leads out', [link('l', '../outside')], {}, ['link-outside l']],
      ['a link is absolute', [link('l', '/etc/passwd')], {}, ['link-outside l']],
      [
        'a link climbs by one folder too many',
        [folder('a'), link('a/l', '../../outside')],
        { 'a/': '' },
        ['link-outside a/l'],
      ],
      ['a link is what is above', [link('l', '..')], {}, ['link-outside l']],
      [
        'a link within a folder is what is above',
        [folder('a'), link('a/l', '../..'), link('a/m', '..//..')],
        { 'a/': '' },
        ['link-outside a/l', 'link-outside a/m'],
      ],
      [
        'a link is the destination, and another leads there by more words than it needs',
        [folder('a'), link('a/l', '..'), link('a/m', './/.././b')],
        { 'a/': '', 'a/l': '-> ..', 'a/m': '-> .//.././b' },
        [],
      ],
      [
        'names of folders and of what is in them are alike together',
        [folder('ab'), folder('ab/c'), folder('a'), folder('a/bc')],
        { 'ab/': '', 'ab/c/': '', 'a/': '', 'a/bc/': '' },
        [],
      ],
      [
        'an extended header makes a link lead out',
        [{ ...link('l', 'a'), pax: { linkpath: '../outside' } }],
        {},
        ['link-outside l'],
      ],
      [
        'two links together would lead out',
        [folder('a'), folder('a/b'), link('a/b/l', '../..'), link('m', 'a/b/l/../outside')],
        { 'a/': '', 'a/b/': '', 'a/b/l': '-> ../..' },
        ['link-outside m'],
      ],
      [
        'two links together would lead out, in the other order',
        [link('m', 'a/b/l/../outside'), folder('a'), folder('a/b'), link('a/b/l', '../..')],
        { 'a/': '', 'a/b/': '', 'a/b/l': '-> ../..' },
        ['link-outside m'],
      ],
      [
        'a link climbs as far as it may',
        [folder('a'), link('a/l', '../b')],
        { 'a/': '', 'a/l': '-> ../b' },
        [],
      ],
      ['a backslash is in a name', [file('a\\..\\..\\b')], { 'a\\..\\..\\b': 'evil' }, []],
      [
        'names differ in case only',
        [file('Readme', '1'), file('README', '2')],
        { Readme: '1', README: '2' },
        [],
      ],
      [
        'names have control characters',
        [file('x', '', { pax: { path: 'a\x1b[2Jb\x7f\u0085\n' } })],
        { 'a%1B[2Jb%7F%C2%85%0A': '' },
        [],
      ],
      [
        'a link points to a name with control characters',
        [file('x', '', { pax: { path: 'a\x01' } }), { ...link('l', 'x'), pax: { linkpath: 'a\x01' } }],
        { 'a%01': '', l: '-> a%01' },
        [],
      ],
      ['a hard link has a target that is not there', [hardLink('h', 'gone')], {}, ['link-target-missing h']],
      ['folders are named only inside paths', [file('a/b/c')], { 'a/': '', 'a/b/': '', 'a/b/c': 'evil' }, []],
      ['paths begin with a dot', [folder('./a'), file('./a/b')], { 'a/': '', 'a/b': 'evil' }, []],
      [
        'its time is absurd',
        [
          file('a', 'x', {
            mtimeField: Buffer.from('80ffffffffffffffffffffff', 'hex'),
            indexed: { mtime: 1e300 },
          }),
        ],
        { a: 'x' },
        [],
      ],
      [
        'its time is no number',
        [file('a', 'x', { mtimeField: Buffer.from('zzzzzzzzzzzz') })],
        { a: 'x' },
        [],
      ],
      [
        'its time is far in the past',
        [file('a', 'x', { pax: { mtime: '-9e99' }, indexed: { mtime: -1e99 } })],
        { a: 'x' },
        [],
      ],
    ])('%s', async (_, members, restored, warnings) => {
      const outcome = await tryToRestore({ members: [file('first', 'good'), ...members] }, way);
      expect(outcome).toEqual({ restored: { first: 'good', ...restored }, warnings });
    });

    it('has files that would be setuid, setgid or sticky', async () => {
      const box = await sandbox();
      const members = [
        file('uid', '', { mode: 0o4755 }),
        file('gid', '', { mode: 0o2755 }),
        file('sticky', '', { mode: 0o1755 }),
      ];
      const { warnings } = await restore(await sealRaw({ members }), box.destination, way);
      const modes = ['uid', 'gid', 'sticky'].map(
        async (name) => (await lstat(join(box.destination, name))).mode & 0o7777,
      );
      expect(await Promise.all(modes)).toEqual([0o755, 0o755, 0o1755]);
      expect(warnings).toEqual([
        { path: 'uid', problem: 'special-mode', detail: '4755' },
        { path: 'gid', problem: 'special-mode', detail: '2755' },
      ]);
    });
  });

  describe('finds links in the destination, and', () => {
    it.each(['never', 'always', 'newer', 'rename'] as const)(
      'goes not through one to a folder (%s)',
      async (overwrite) => {
        const prepare = (box: Sandbox) => symlink('../outside', join(box.destination, 'd'));
        const outcome = await tryToRestore({ members: [folder('d'), file('d/keep')] }, way, prepare, {
          overwrite,
        });
        expect(outcome.code).toBe('would-overwrite');
      },
    );

    it.each(['never', 'always', 'newer', 'rename'] as const)(
      'goes not through one in a path (%s)',
      async (overwrite) => {
        const prepare = (box: Sandbox) => symlink('../outside', join(box.destination, 'd'));
        const outcome = await tryToRestore({ members: [file('d/keep')] }, way, prepare, { overwrite });
        expect(outcome.code).toBe('would-overwrite');
      },
    );

    it('replaces one to a file, and not the file, when told to overwrite', async () => {
      const prepare = (box: Sandbox) => symlink('../outside/keep', join(box.destination, 'f'));
      const outcome = await tryToRestore({ members: [file('f')] }, way, prepare, { overwrite: 'always' });
      expect(outcome).toEqual({ restored: { f: 'evil' }, warnings: [] });
    });

    it('restores beside one to a file when told to rename', async () => {
      const prepare = (box: Sandbox) => symlink('../outside/keep', join(box.destination, 'f'));
      const outcome = await tryToRestore({ members: [file('f')] }, way, prepare, { overwrite: 'rename' });
      expect(outcome.restored).toEqual({ f: '-> ../outside/keep', 'f (2)': 'evil' });
    });

    it('goes through the one that is the destination itself', async () => {
      const box = await sandbox();
      const destination = join(box.outside, '..', 'entrance');
      await symlink('destination', destination);
      const report = await restore(await sealRaw({ members: [file('f', 'good')] }), destination, way);
      expect(report.destination).toBe(box.destination);
      expect(await tree(box.destination)).toEqual({ f: 'good' });
    });
  });
});
