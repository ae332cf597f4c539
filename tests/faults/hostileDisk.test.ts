import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authority, clientIdentity } from '../net/support/certificates.ts';
import { serveTls } from '../net/support/server.ts';
import { makeHome } from '../support/clientHome.ts';
import { runOnSmallDisk } from '../support/smallDisk.ts';
import { attacker } from './support/hostileServer.ts';

test('a legacy archive without end is given up before the disk is full, and nothing of it is left', async () => {
  const endless = attacker(async (visitor) => {
    await visitor.send('HTTP/1.1 200 OK↵↵{"file_content":"');
    await visitor.sendForever('AAAA'.repeat(4096));
  }, {});
  const { peer } = await serveTls([endless]);
  const { cert, key } = clientIdentity;
  const config = { ...peer, username: 'ada' };
  const home = await makeHome({ cert, key, ca: authority.certificatePem, config });
  const disk = join(home, 'disk');
  await mkdir(disk);

  const args = ['download', 'archive_1.enc', '--legacy', '--to', join(disk, 'restored'), '--json'];
  const environment = { SECURE_CLIENT_HOME: home, SECURE_CLIENT_PASSWORD: 'correct horse' };
  const { exitCode, stdout, left } = await runOnSmallDisk(disk, args, environment);

  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'disk-full' } });
  expect(exitCode).toBe(10);
  expect(left).toEqual([disk]);
});
