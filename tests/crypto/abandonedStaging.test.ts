import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { thisProcess } from '../../src/common/processes.ts';
import { Staging } from '../../src/crypto/restore/staging.ts';
import { restore, seal, workFolder } from './support/archives.ts';

const stagingName = '.secure-client-0123456789ab';

/** Restores something to a destination in which another process left its staging folder; what is in it then? */
async function foundAfterRestoring(
  leave: (left: string) => Promise<void>,
  name = stagingName,
): Promise<string[]> {
  const folder = await workFolder();
  const source = join(folder, 'note');
  await writeFile(source, 'text');
  const { archive } = await seal([source], 'tar');
  const destination = join(folder, 'destination');
  const left = join(destination, name);
  await mkdir(left, { recursive: true });
  await leave(left);
  await restore(archive, destination, 'as a stream');
  return readdir(destination);
}

const claimedBy = (owner: object) => async (left: string) => {
  await writeFile(join(left, 'owner.json'), JSON.stringify(owner));
  await writeFile(join(left, 'clear.txt'), 'half of a file');
};

it('removes what a restoration that was killed left in the clear', async () => {
  expect(await foundAfterRestoring(claimedBy({ ...(await thisProcess()), processStart: '1' }))).toEqual([
    'note',
  ]);
});

it('leaves alone what another one is at', async () => {
  expect(await foundAfterRestoring(claimedBy(await thisProcess()))).toContain(stagingName);
});

it('leaves alone what another machine may be at', async () => {
  const owner = { ...(await thisProcess()), host: 'another' };
  expect(await foundAfterRestoring(claimedBy(owner))).toContain(stagingName);
});

const dayAgo = Date.now() / 1000 - 24 * 60 * 60;

it('removes one that its process was killed before it claimed, a day later', async () => {
  const found = await foundAfterRestoring((left) => utimes(left, dayAgo, dayAgo));
  expect(found).toEqual(['note']);
});

it('leaves alone one that its process may be about to claim', async () => {
  expect(await foundAfterRestoring(async () => {})).toContain(stagingName);
});

it('leaves alone what has the name of one, and holds something', async () => {
  const found = await foundAfterRestoring(async (left) => {
    await writeFile(join(left, 'mine.txt'), 'of somebody');
    await utimes(left, dayAgo, dayAgo);
  });
  expect(found).toContain(stagingName);
});

it.each([`my${stagingName}`, `${stagingName}0`, '.secure-client-0', '.secure-client-mine of 2026'])(
  'leaves alone what has another name, as %s',
  async (name) => {
    expect(await foundAfterRestoring((left) => utimes(left, dayAgo, dayAgo), name)).toContain(name);
  },
);

it('removes what its own predecessor left, and nobody else may look into what waits', async () => {
  const destination = await workFolder();
  const left = join(destination, stagingName);
  await mkdir(left);
  await claimedBy(await thisProcess())(left);
  const staging = await Staging.create(destination, '0123456789ab');
  await staging.makeFolder(['folder']);
  expect((await readdir(left)).sort()).toEqual(['entries', 'owner.json']);
  for (const path of [left, staging.pathOf([]), staging.pathOf(['folder'])])
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  await staging.remove();
  expect(await readdir(destination)).toEqual([]);
});
