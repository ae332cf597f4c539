import { spawnSync } from 'node:child_process';
import { link, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSegments } from '../../src/crypto/open/openSegments.ts';
import {
  archiveName,
  chunksOf,
  collect,
  contents,
  expectSameTree,
  identity,
  seal,
  workFolder,
} from '../crypto/support/archives.ts';
import { noise } from '../crypto/support/rawTar.ts';
import { hasPeers } from '../support/peers.ts';

const commands = { tar: 'tar -xp', zstd: 'zstd -dcq | tar -xp' } as const;

const peers = hasPeers(
  [
    ['tar', '--version'],
    ['zstd', '--version'],
  ],
  'tar zstd',
);

describe.skipIf(!peers).each(contents)('standard tools restore the plaintext (%s)', (content) => {
  it(`with ${commands[content]}`, async () => {
    const folder = await workFolder();
    const source = await makeTree(join(folder, 'source'));
    const { archive } = await seal([source], content);
    const opened = await openSegments(chunksOf(archive), [identity], archiveName);
    const plaintext = await collect(opened.segments);
    await mkdir(join(folder, 'restored'));
    const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', `cat | ${commands[content]}`], {
      cwd: join(folder, 'restored'),
      input: plaintext,
    });
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
    await expectSameTree(join(folder, 'restored', 'source'), source);
  });
});

async function makeTree(root: string): Promise<string> {
  await mkdir(join(root, 'a', 'b'.repeat(200)), { recursive: true });
  await writeFile(join(root, 'a', 'b'.repeat(200), 'é大🗄️'), noise(3000));
  await writeFile(join(root, 'noise'), noise(5_000_000), { mode: 0o600 });
  await writeFile(join(root, 'zeros'), Buffer.alloc(5_000_000), { mode: 0o755 });
  await writeFile(join(root, 'old'), 'old');
  await utimes(join(root, 'old'), 1.25, 1.25);
  await link(join(root, 'old'), join(root, 'older'));
  await symlink('a/../old', join(root, 'link'));
  return root;
}
