import { closeSync, openSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { client } from '../../src/client/index.ts';
import { alicesMachine, authority, dataFolderWithAccounts, startTestServer } from '../server/support.ts';
import { makeHome } from '../support/clientHome.ts';

/** Ten pages; `scripts/list-archives.ts` measures a hundred. */
const count = 10_000;

it('lists 10,000 archives, each once, newest first, and those of one moment by name', async () => {
  const dataFolder = await dataFolderWithAccounts();
  const folder = join(dataFolder, 'archives', 'alice');
  await mkdir(folder, { recursive: true });
  const nameOf = (index: number) => `archive-${String(index).padStart(6, '0')}.enc`;
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, nameOf(index));
    closeSync(openSync(path, 'wx'));
    const seconds = 1_700_000_000 + Math.floor(index / 100);
    utimesSync(path, seconds, seconds);
  }
  const server = await startTestServer({ dataFolder });
  const { cert, key } = alicesMachine;
  const home = await makeHome({ cert, key, ca: authority.certificatePem });
  const peer = { host: '127.0.0.1', port: server.running.port };
  const session = await client.loginToServer({ home, ...peer, username: 'alice', password: 'secret' });
  onTestFinished(() => client.logout(session));

  const names = (await client.listFiles(session)).map(({ name }) => name);

  const expected = Array.from({ length: count }, (_, index) => {
    const [moment, place] = [Math.floor(index / 100), index % 100];
    return nameOf((count / 100 - 1 - moment) * 100 + place);
  });
  expect(names).toEqual(expected);
});
