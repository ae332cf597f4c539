import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { run } from '../support/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packed = z.tuple([
  z.object({
    filename: z.string(),
    size: z.number(),
    unpackedSize: z.number(),
    files: z.array(z.object({ path: z.string() })),
  }),
]);

let folder: string;
let tarball: string;
let files: string[];
/** Where the program has been installed, far from the checkout. */
let installed: string;

/** Packs what has been built. */
async function pack(to: string): Promise<z.infer<typeof packed>[0]> {
  await mkdir(to);
  const { stdout } = await run('npm', [
    ...['pack', root, '--json', '--ignore-scripts', '--pack-destination', to],
  ]);
  return packed.parse(JSON.parse(stdout))[0];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packaging-'));
  const report = await pack(join(folder, 'first'));
  tarball = join(folder, 'first', report.filename);
  files = report.files.map(({ path }) => path);
  installed = join(folder, 'installed');
  const { exitCode, stderr } = await run('npm', [
    ...['install', '--global', '--offline', '--prefix', installed, tarball],
  ]);
  expect(stderr).not.toContain('ERR!');
  expect(exitCode).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the package holds the program, its licences, manual pages, completions, schemas and documents', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'certs/README.md',
      'dist/LICENSES.txt',
      'dist/cli.js',
      'dist/completions/_secure-client',
      'dist/completions/secure-client.bash',
      'dist/completions/secure-client.fish',
      'dist/main.js',
      'dist/man/fr/man1/secure-client.1',
      'dist/man/man1/secure-client.1',
      'dist/schemas/config.schema.json',
      'dist/schemas/upload_schedule.schema.json',
      'docs/operations.md',
      'package.json',
    ]),
  );
});

test('the package holds no sources, tests, source maps or tools', () => {
  expect(
    files.filter((path) => /^(?:src|tests|scripts|bench)\/|\.map$|\.tsx?$|node_modules/.test(path)),
  ).toEqual([]);
});

test('the package needs no other package, and runs nothing while it is installed', async () => {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
  for (const script of ['preinstall', 'install', 'postinstall']) {
    expect(manifest).not.toHaveProperty(['scripts', script]);
  }
});

test('documents in the package lead to files in the package', async () => {
  for (const document of files.filter((path) => path.endsWith('.md'))) {
    const text = await readFile(join(root, document), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(files, `${document} leads to ${link}`).toContain(join(dirname(document), link));
    }
  }
});

test('packing twice gives the same bytes', async () => {
  const { filename } = await pack(join(folder, 'second'));
  expect(await sha256(join(folder, 'second', filename))).toBe(await sha256(tarball));
});

test('the installed program runs without the checkout', async () => {
  const program = join(installed, 'bin', 'secure-client');
  const { version } = z.object({ version: z.string() }).parse(await readJson(join(root, 'package.json')));
  expect(await run(program, ['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  const home = join(folder, 'home');
  const made = await run(program, ['certs', 'init', '--home', home, '--json']);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  await access(join(home, 'authority', 'authority.crt'));
});

test('all of it is installed, the manual page where man looks for it', async () => {
  const shipped = join(installed, 'lib', 'node_modules', 'secure-client');
  for (const path of files) await access(join(shipped, path));
  await access(join(installed, 'share', 'man', 'man1', 'secure-client.1'));
});

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
