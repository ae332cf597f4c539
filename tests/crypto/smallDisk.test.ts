import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasPeers } from '../support/peers.ts';
import { identity, workFolder } from './support/archives.ts';
import { noise, type RawArchive, sealRaw } from './support/rawTar.ts';

const program = fileURLToPath(new URL('support/restoreOnSmallDisk.ts', import.meta.url));
const mebibyte = 1024 * 1024;

/** Restores on a disk of 8 MiB, a tmpfs that only the program sees. */
async function restoreOnDisk(archive: Buffer, { inodes = 100_000, others = 0 } = {}): Promise<unknown> {
  const folder = await workFolder();
  const [archivePath, pemPath, disk] = ['test.enc', 'identity.pem', 'disk'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await writeFile(archivePath, archive);
  await writeFile(pemPath, identity.toPem());
  await mkdir(disk);
  const mount = `mount -t tmpfs -o size=8m,nr_inodes=${inodes} tmpfs "$1" && shift && exec "$@"`;
  const command = [
    process.execPath,
    program,
    archivePath,
    pemPath,
    join(disk, 'destination'),
    String(others),
  ];
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', mount, 'sh', disk, ...command],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`A small disk could not be mounted in a namespace: ${stderr}`);
  return JSON.parse(stdout);
}

function manyFiles(count: number): RawArchive {
  return {
    members: Array.from({ length: count }, (_, number) => ({ name: `f${number}`, data: 'x' })),
    content: 'zstd',
  };
}

const refused = { code: 'disk-full', left: [], isFreeAgain: true };

const peers = hasPeers([['unshare', '-rm', 'true']], 'util-linux, and a kernel that allows user namespaces');

describe.skipIf(!peers)('on a small disk', () => {
  it('an archive that fits is restored', async () => {
    const archive = await sealRaw({ members: [{ name: 'f', data: noise(5 * mebibyte) }] });
    expect(await restoreOnDisk(archive)).toEqual({ entries: 1, left: ['destination'], isFreeAgain: false });
  });

  it('a file larger than the disk is refused, however small its archive', async () => {
    const archive = await sealRaw({
      members: [{ name: 'f', data: Buffer.alloc(100 * mebibyte) }],
      content: 'zstd',
    });
    expect(archive.length).toBeLessThan(100_000);
    expect(await restoreOnDisk(archive)).toEqual(refused);
  });

  it('files that together are larger than the disk are refused', async () => {
    const members = ['a', 'b', 'c'].map((name) => ({ name, data: Buffer.alloc(3 * mebibyte) }));
    expect(await restoreOnDisk(await sealRaw({ members, content: 'zstd' }))).toEqual(refused);
  });

  it('files of one byte are refused when their blocks are more than the disk has', async () => {
    expect(await restoreOnDisk(await sealRaw(manyFiles(3000)))).toEqual(refused);
  });

  it('the last hundredth is not filled', async () => {
    const data = Buffer.alloc(8 * mebibyte - 60_000);
    expect(await restoreOnDisk(await sealRaw({ members: [{ name: 'f', data }], content: 'zstd' }))).toEqual(
      refused,
    );
  });

  it('the last hundredth is not filled by files of one byte either', async () => {
    // 8 MiB are 2,048 blocks; 20 of them are the last hundredth.
    expect(await restoreOnDisk(await sealRaw(manyFiles(2040)))).toEqual(refused);
    expect(await restoreOnDisk(await sealRaw(manyFiles(2000)))).toMatchObject({ entries: 2000 });
  });

  it('more files than it can hold are refused', async () => {
    expect(await restoreOnDisk(await sealRaw(manyFiles(300)), { inodes: 100 })).toEqual(refused);
  });

  it('nothing is left behind when another program fills it meanwhile', async () => {
    const archive = await sealRaw({ members: [{ name: 'f', data: noise(5 * mebibyte) }] });
    expect(await restoreOnDisk(archive, { others: 6 * mebibyte })).toEqual({
      ...refused,
      isFreeAgain: false,
    });
  });
});
