import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openArchiveFile } from '../../src/server/store/files/archiveFile.ts';
import { Watched } from '../proof/faults/injection.ts';
import { temporaryFolder } from './support.ts';

it('the file of an archive is closed again where the disk does not tell what it is', async () => {
  const path = join(await temporaryFolder(), 'a.enc');
  await writeFile(path, 'x');
  const watched = new Watched();
  watched.arm({ kind: 'EIO', at: 1, call: 'handle.stat' });
  await expect(watched.run(() => openArchiveFile(path, 'read'))).rejects.toMatchObject({ code: 'EIO' });
  expect(watched.openFiles()).toEqual([]);
});
