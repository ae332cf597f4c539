import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { thisProcess } from '../../src/common/processes.ts';
import { restore, seal, workFolder } from './support/archives.ts';

/** Restores something to a destination in which another process left its staging folder; what is in it then? */
async function foundAfterRestoring(owner: object): Promise<string[]> {
  const folder = await workFolder();
  const source = join(folder, 'note');
  await writeFile(source, 'text');
  const { archive } = await seal([source], 'tar');
  const destination = join(folder, 'destination');
  const left = join(destination, '.secure-client-0123456789ab');
  await mkdir(left, { recursive: true });
  await writeFile(join(left, 'owner.json'), JSON.stringify(owner));
  await writeFile(join(left, 'clear.txt'), 'half of a file');
  await restore(archive, destination, 'as a stream');
  return readdir(destination);
}

it('removes what a restoration that was killed left in the clear', async () => {
  expect(await foundAfterRestoring({ ...(await thisProcess()), processStart: '1' })).toEqual(['note']);
});

it('leaves alone what another one is at', async () => {
  expect(await foundAfterRestoring(await thisProcess())).toContain('.secure-client-0123456789ab');
});

it('leaves alone what another machine may be at', async () => {
  expect(await foundAfterRestoring({ ...(await thisProcess()), host: 'another' })).toContain(
    '.secure-client-0123456789ab',
  );
});
