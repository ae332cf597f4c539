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

  test('whose checksum is wrong is refused, and nothing is left', async () => {
    const damaged = { ...entry('a.txt', 'content', 0), checksum: 1 };
    const archive = await writeLegacy('damaged.enc', zip([entry('first.txt', 'whole', 0), damaged]));
    const { error } = await open(archive, 'damaged', '--legacy');

    expect(error).toMatchObject({ code: 'archive-damaged' });
    expect(await readdir(folder)).not.toContain('damaged');
  });

  test('with a path that climbs is refused', async () => {
    const archive = await writeLegacy('climbing.enc', zip([entry('../escaped.txt', 'x', 0)]));
    const { exitCode } = await open(archive, 'climbing', '--legacy');

    expect(exitCode).toBe(6);
    expect(await readdir(folder)).not.toContain('escaped.txt');
  });

  test('whose entries share their bytes, to burst, is refused', async () => {
    const bomb = entry('0', 'x'.repeat(100_000), 8);
    const archive = await writeLegacy('bomb.enc', zip([bomb], 1000));
    const { error } = await open(archive, 'bomb', '--legacy');

    expect(error).toMatchObject({ code: 'legacy-unreadable' });
  });

  test('that holds a sealed archive, or its base64 text, gives what is in that', async () => {
    const source = join(folder, 'inner.txt');
    await writeFile(source, 'twice sealed');
    const sealed = join(folder, 'inner.enc');
    await runProgram(['seal', source, '-o', sealed], { SECURE_CLIENT_PASSPHRASE: password });
    const bytes = await readFile(sealed);
    const text = Buffer.from(bytes.toString('base64'));
    for (const [name, content] of [
      ['binary', bytes],
      ['text', text],
    ] as const) {
      const archive = await writeLegacy(`${name}.enc`, zip([entry('inner.enc', content, 0)]));
      await open(archive, name, '--legacy');
      expect(await readFile(join(folder, name, 'inner.txt'), 'utf8')).toBe('twice sealed');
    }
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
