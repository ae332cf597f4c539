import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { bundledFolders, licensesText } from '../../scripts/licenses.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let metafile: Metafile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  metafile = await bundle(root, join(folder, 'here'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the bundle is the same, byte for byte, when it is made in another folder', async () => {
  const elsewhere = join(folder, 'elsewhere');
  const packages = bundledFolders(metafile).map((path) => join(path, 'package.json'));
  const files = Object.keys(metafile.inputs).filter((path) => !path.startsWith('builtin:'));
  for (const path of [...files, ...packages, 'src/cli.ts', 'src/text/nodeTooOld.ts', 'tsconfig.json']) {
    await cp(join(root, path), join(elsewhere, path));
  }
  await bundle(elsewhere, join(elsewhere, 'dist'));
  expect(await hashes(join(elsewhere, 'dist'))).toEqual(await hashes(join(folder, 'here')));
});

test('no path of the machine it was made on is in the bundle', async () => {
  for (const name of await readdir(join(folder, 'here'))) {
    expect(await readFile(join(folder, 'here', name), 'utf8')).not.toContain(root);
  }
});

test('the bundle asks for nothing that is not in it', () => {
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.flatMap(({ path, external }) => (external ? [path] : [])),
  );
  // The package debug takes that where it is there, and does without it.
  expect(outside).toEqual(['supports-color']);
});

describe('the licences', () => {
  test('of all packages in the bundle are shipped', async () => {
    const text = await licensesText(root, bundledFolders(metafile));
    expect(await readFile(join(root, 'dist/LICENSES.txt'), 'utf8')).toBe(text);
    for (const name of ['ink', 'react', 'zod', '@peculiar/x509', 'tar-stream', 'yoga-layout']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
    }
  });

  test.each([
    ['under a licence that is not permissive', 'GPL-3.0-only', 'LICENSE', 'is under GPL-3.0-only'],
    ['without the text of its licence', 'MIT', 'README.md', 'comes without the text'],
  ])('end the build where a package is %s', async (_name, license, file, message) => {
    const path = join('node_modules', license, file);
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), 'a text');
    const manifest = { name: 'thing', version: '1.0.0', license };
    await writeFile(join(folder, path, '..', 'package.json'), JSON.stringify(manifest));
    await expect(licensesText(folder, [join('node_modules', license)])).rejects.toThrow(`thing ${message}`);
  });
});

test('each package in the bundle is named in the document about packaging, and no other', async () => {
  const document = await readFile(join(root, 'docs/packaging.md'), 'utf8');
  const table = document.slice(document.indexOf('| package |'));
  const named = [...table.matchAll(/`((?:@[\w.-]+\/)?[\w.-]+)`/g)].map(([, name]) => name);
  const bundled = bundledFolders(metafile).map((path) => path.replace(/^.*node_modules\//, ''));
  expect(named.toSorted()).toEqual([...new Set(bundled)].toSorted());
});

async function hashes(folder: string): Promise<[string, string][]> {
  return Promise.all(
    (await readdir(folder)).sort().map(async (name) => {
      const content = await readFile(join(folder, name));
      return [name, createHash('sha256').update(content).digest('hex')] satisfies [string, string];
    }),
  );
}
