import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encryptLegacy, entry, zip } from '../support/legacyArchive.ts';
import { runProgram } from '../support/program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-legacy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const password = 'legacy password';

describe('a legacy archive', () => {
  test('is restored when that is asked for', async () => {
    const archive = await writeLegacy(
      'plain.enc',
      zip([entry('a.txt', 'stored', 0), entry('b/c.txt', 'deflated', 8)]),
    );
    const { exitCode } = await open(archive, 'out', '--legacy');

    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'out/a.txt'), 'utf8')).toBe('stored');
    expect(await readFile(join(folder, 'out/b/c.txt'), 'utf8')).toBe('deflated');
  });

  test('is never tried without --legacy', async () => {
    const archive = await writeLegacy('unasked.enc', zip([entry('a.txt', 'x', 0)]));
    const { exitCode, error } = await open(archive, 'unasked');

    expect(error).toMatchObject({ code: 'not-an-archive' });
    expect(exitCode).toBe(6);
  });

  test('with another password is refused, and nothing is left', async () => {
    const archive = await writeLegacy('other.enc', zip([entry('a.txt', 'x', 0)]), 'another password');
    const { exitCode, error } = await open(archive, 'other', '--legacy');

    expect(error).toMatchObject({ code: 'legacy-unreadable' });
    expect(exitCode).toBe(6);
    expect(await readdir(folder)).not.toContain('other');
  });
});

async function open(archive: string, to: string, ...options: string[]) {
  const args = ['open', archive, '--to', join(folder, to), '--json', ...options];
  const { exitCode, stdout } = await runProgram(args, { SECURE_CLIENT_PASSPHRASE: password });
  return { exitCode, error: (JSON.parse(stdout) as { error?: unknown }).error };
}

async function writeLegacy(name: string, content: Buffer, key = password): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, encryptLegacy(content, key));
  return path;
}
