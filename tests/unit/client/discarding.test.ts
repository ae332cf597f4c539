import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Session } from '../../../src/client/session.ts';
import { TransferFolder } from '../../../src/client/transfers/transferFolder.ts';
import { discardTransfer } from '../../../src/client/transfers/unfinished.ts';
import { thisProcess } from '../../../src/common/processes.ts';
import { temporaryFolder } from '../../support/clientHome.ts';

test('of a download that is given up nothing stays in the clear', async () => {
  const home = await temporaryFolder();
  const destination = join(home, 'downloads');
  const folder = await TransferFolder.create(home);
  await folder.write({
    version: 1,
    kind: 'download',
    host: 'backup.example.org',
    port: 8443,
    username: 'ada',
    name: 'web_2026-11-22T10-00-00.enc',
    startedAt: '2026-11-22T10:00:00.000Z',
    owner: await thisProcess(),
    destination,
    overwrite: 'never',
    only: [],
    etag: '"1"',
    size: 1,
  });
  const staging = join(destination, `.secure-client-${folder.id}`);
  await mkdir(staging, { recursive: true });
  await writeFile(join(staging, 'letter.txt'), 'Dear …');
  await writeFile(join(destination, 'other.txt'), 'of the user');

  await discardTransfer({ home } as Session, folder.id);
  expect(await readdir(destination)).toEqual(['other.txt']);
  expect(await TransferFolder.interrupted(home)).toEqual([]);
});
