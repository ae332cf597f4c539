import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WalkOptions, walkSources } from '../../src/crypto/pack/plan.ts';

let root: string;
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'choosing-')), 'work');
  for (const folder of ['.git', 'docs', 'web/node_modules/left-pad', 'web/src']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  for (const file of [
    '.git/config',
    'docs/notes.odt',
    'docs/notes.tmp',
    'web/node_modules/left-pad/index.js',
    'web/src/main.ts',
    'web/src/main.tmp',
  ]) {
    await writeFile(join(root, file), '');
  }
  await symlink('docs', join(root, 'link'));
});
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }));

async function stored(options: WalkOptions): Promise<string[]> {
  const { members, warnings } = await walkSources([root], options);
  expect(warnings).toEqual([]);
  return [...members].map(({ path }) => path);
}

const everything = [
  'work',
  'work/.git',
  'work/.git/config',
  'work/docs',
  'work/docs/notes.odt',
  'work/docs/notes.tmp',
  'work/link',
  'work/web',
  'work/web/node_modules',
  'work/web/node_modules/left-pad',
  'work/web/node_modules/left-pad/index.js',
  'work/web/src',
  'work/web/src/main.tmp',
  'work/web/src/main.ts',
];
const without = (...parts: string[]) =>
  everything.filter((path) => !parts.some((part) => path.includes(part)));

test('without globs everything is stored', async () => {
  expect(await stored({})).toEqual(everything);
});

describe('what is left out', () => {
  test('a name is, at any depth, with everything in it', async () => {
    expect(await stored({ exclude: ['node_modules', '*.tmp'] })).toEqual(without('node_modules', '.tmp'));
  });

  test('a path in the archive is', async () => {
    expect(await stored({ exclude: ['work/web'] })).toEqual(without('work/web'));
    expect(await stored({ exclude: ['web'] })).toEqual(without('work/web'));
    expect(await stored({ exclude: ['**/src/*.ts'] })).toEqual(without('main.ts'));
  });

  test('a path on this machine is', async () => {
    expect(await stored({ exclude: [join(root, 'docs/')] })).toEqual(without('docs'));
    expect(await stored({ exclude: [`${root}/*/*.tmp`] })).toEqual(without('notes.tmp'));
  });

  test('is not even looked at: what could not be read there is no warning', async () => {
    await writeFile(join(root, 'docs/secret'), '', { mode: 0 });
    expect(await stored({ exclude: ['secret'] })).toEqual(everything);
  });
});

describe('what is chosen', () => {
  test('is stored with the folders above it, and no others', async () => {
    expect(await stored({ include: ['*.odt', 'work/web/src'] })).toEqual([
      'work',
      'work/docs',
      'work/docs/notes.odt',
      'work/web',
      'work/web/src',
      'work/web/src/main.tmp',
      'work/web/src/main.ts',
    ]);
  });

  test('gives way to what is left out', async () => {
    expect(await stored({ include: ['src'], exclude: ['*.tmp'] })).toEqual([
      'work',
      'work/web',
      'work/web/src',
      'work/web/src/main.ts',
    ]);
  });

  test('may be nothing', async () => {
    expect(await stored({ include: ['*.iso'] })).toEqual([]);
  });

  test('may be a link, which is not followed', async () => {
    expect(await stored({ include: ['link'] })).toEqual(['work', 'work/link']);
  });
});
