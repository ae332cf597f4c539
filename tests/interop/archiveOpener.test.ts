import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Passphrase } from '../../src/crypto/envelope/passphrase.ts';
import { X25519Identity } from '../../src/crypto/envelope/x25519.ts';
import { SecureFileStorage } from '../../src/crypto/SecureFileStorage.ts';
import { contents, seal, sealPiped, workFolder } from '../crypto/support/archives.ts';
import { noise } from '../crypto/support/rawTar.ts';
import { vectorPath, vectors } from '../crypto/support/vectors.ts';
import { hasPeers } from '../support/peers.ts';

const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const passphrase = 'correct horse – bättery';

/** Runs the second opener, and gives what it prints, a line for each archive. */
function runOpener(...options: string[]): Record<string, unknown>[] {
  const { status, stdout, stderr, error } = spawnSync(python, [vectorPath('opener.py'), ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`opener.py failed: ${error?.message ?? stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const peers = hasPeers(
  [
    [python, '-c', 'import cryptography, argon2'],
    ['zstd', '--version'],
  ],
  'python3-cryptography python3-argon2 zstd',
);

describe.skipIf(!peers)('a second opener, written from the description of the format alone,', () => {
  it.each(['passphrase', 'identity'] as const)(
    'opens the test vectors with the %s, and finds what is described',
    (key) => {
      const archives = vectors.archives.filter(({ keys }) => keys.includes(key));
      const option =
        key === 'passphrase'
          ? vectors.keys.passphrase.passphrase
          : vectorPath(vectors.keys.identity.identity);
      const found = runOpener(`--${key}`, option, ...archives.map(({ file }) => vectorPath(file)));
      expect(found).toEqual(archives.map(({ content, name, entries }) => ({ content, name, entries })));
    },
  );

  it.each(['passphrase', 'identity'] as const)(
    'refuses the others with the %s, for the reason described',
    (key) => {
      const archives = vectors.refused.filter(({ keys }) => keys.includes(key));
      const option =
        key === 'passphrase'
          ? vectors.keys.passphrase.passphrase
          : vectorPath(vectors.keys.identity.identity);
      const found = runOpener(`--${key}`, option, ...archives.map(({ file }) => vectorPath(file)));
      expect(found).toEqual(archives.map(({ error }) => ({ error })));
    },
  );

  it('opens FLOE with small segments and keys that change', () => {
    const expected: { plaintext: string }[] = JSON.parse(readFileSync(vectorPath('floe.json'), 'utf8'));
    expect(runOpener('--floe', vectorPath('floe.json'))).toEqual(expected.map(({ plaintext }) => plaintext));
  });

  it('has fewer than 150 lines', () => {
    expect(readFileSync(vectorPath('opener.py'), 'utf8').split('\n').length).toBeLessThan(151);
  });

  it('opens an archive of what came through a pipe', async () => {
    const folder = await workFolder();
    const identity = X25519Identity.generate();
    await writeFile(join(folder, 'identity.pem'), identity.toPem());
    const content = noise(5_000_000);
    const { archive } = await sealPiped(content, new SecureFileStorage([identity.recipient], []));
    await writeFile(join(folder, 'made.enc'), archive);
    const [found] = runOpener('--identity', join(folder, 'identity.pem'), join(folder, 'made.enc'));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(found).toMatchObject({ entries: [{ path: 'dump.sql', type: 'file', size: 5_000_000, sha256 }] });
  });

  describe.each(contents)('opens an archive made just now (%s)', (content) => {
    it.each(['passphrase', 'identity'] as const)('with the %s', async (key) => {
      const folder = await workFolder();
      const identity = X25519Identity.generate();
      await writeFile(join(folder, 'identity.pem'), identity.toPem());
      const keys = new SecureFileStorage([new Passphrase(passphrase), identity.recipient], []);
      const source = await makeTree(join(folder, 'source'));
      const { archive, report } = await seal([source], content, keys);
      await writeFile(join(folder, 'made.enc'), archive);
      const option = key === 'passphrase' ? passphrase : join(folder, 'identity.pem');
      const [found] = runOpener(`--${key}`, option, join(folder, 'made.enc')) as [{ entries: Found[] }];
      expect(found.entries.length).toBe(report.entries);
      const files = found.entries.filter(({ type }) => type === 'file');
      expect(files.length).toBe(6);
      for (const { path, sha256 } of files) {
        const hash = createHash('sha256').update(await readFile(join(folder, path)));
        expect(sha256, path).toBe(hash.digest('hex'));
      }
      const [wrong] = runOpener('--passphrase', 'another', join(folder, 'made.enc'));
      expect(wrong).toEqual({ error: 'passphrase-or-envelope-wrong' });
    });
  });
});

interface Found {
  readonly path: string;
  readonly type: string;
  readonly sha256?: string;
}

/** Files of many sizes, noise over several segments and frames among them. */
async function makeTree(root: string): Promise<string> {
  await mkdir(join(root, 'földer', 'x'.repeat(120)), { recursive: true });
  await writeFile(join(root, 'empty'), '');
  await writeFile(join(root, 'byte'), 'x');
  await writeFile(join(root, 'block'), noise(512));
  await writeFile(join(root, 'noise'), noise(5_000_000));
  await writeFile(join(root, 'zeros'), Buffer.alloc(6_000_000));
  await writeFile(join(root, 'földer', 'x'.repeat(120), 'deep 大'), 'deep');
  await symlink('empty', join(root, 'link'));
  await link(join(root, 'noise'), join(root, 'second name'));
  return root;
}
