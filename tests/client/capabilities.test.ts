import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { client } from '../../src/client/index.ts';
import { deleteArchive, rewrapArchive } from '../../src/client/manage.ts';
import type { Session } from '../../src/client/session.ts';
import type { Capabilities } from '../../src/net/api.ts';
import { describeError } from '../../src/text/describeError.ts';
import { alicesMachine, authority, startTestServer } from '../server/support.ts';
import { makeHome, temporaryFolder } from '../support/clientHome.ts';

const tus = { path: '/files/', version: '1.0.0' };

/** What a server may announce: each alone, and what goes together. */
const announcements: readonly (readonly [what: string, capabilities: Capabilities])[] = [
  ['nothing', {}],
  ['raw', { raw: true }],
  ['range, which means nothing without raw', { range: true }],
  ['raw and range', { raw: true, range: true }],
  ['tus', { tus }],
  ['raw and tus', { raw: true, tus }],
  ['raw, range and tus', { raw: true, range: true, tus }],
  ['the detailed list', { list: 2 }],
  ['an older list', { list: 1 }],
  ['delete', { delete: true }],
  ['rewrap, which means nothing without raw and range', { rewrap: true }],
  ['raw, range and rewrap', { raw: true, range: true, rewrap: true }],
  ['everything', { raw: true, range: true, list: 2, delete: true, rewrap: true, tus }],
  ['everything, each of it refused', { raw: false, range: false, list: 0, delete: false, rewrap: false }],
];

/** A session on the companion server, as if that had announced only this. */
async function enter(capabilities: Capabilities): Promise<Session> {
  const server = await startTestServer();
  const { cert, key } = alicesMachine;
  const home = await makeHome({ cert, key, ca: authority.certificatePem });
  const address = { host: '127.0.0.1', port: server.running.port };
  const session = await client.loginToServer({ home, ...address, username: 'alice', password: 'secret' });
  onTestFinished(() => client.logout(session));
  return { ...session, capabilities };
}

/** What cannot be done says so, and what to do instead. */
async function cannot(what: string, work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'server-cannot', facts: { what } });
  for (const language of ['en', 'fr'] as const) expect(describeError(error, language).next).toMatch(/\w/);
}

describe('with a server that announces', () => {
  it.each(announcements)(
    '%s, what can be done is done, and what cannot is said',
    async (_what, capabilities) => {
      const session = await enter(capabilities);
      const folder = await temporaryFolder();
      const source = join(folder, 'source');
      await mkdir(source);
      await writeFile(join(source, 'a.txt'), 'first');
      await writeFile(join(source, 'b.txt'), 'second');

      const { name, sealedBytes } = await client.uploadFile(session, [source]);
      const [archive] = await client.listFiles(session);
      expect(archive).toMatchObject({ name, size: capabilities.list === 2 ? sealedBytes : null });
      expect((await client.showArchive(session, name)).entries).toHaveLength(3);
      expect(await client.verifyArchive(session, name)).toMatchObject({ name, entries: 3 });
      const destination = join(folder, 'restored');
      await client.downloadAndDecryptFile(session, name, { destination, only: ['source/a.txt'] });
      expect(await readFile(join(destination, 'source/a.txt'), 'utf8')).toBe('first');
      await client.downloadAndDecryptFile(session, name, { destination, overwrite: 'always' });
      expect(await readFile(join(destination, 'source/b.txt'), 'utf8')).toBe('second');

      const rewrapping = rewrapArchive(session, name, { passphrase: 'a new one, and a long one' });
      if (capabilities.rewrap && capabilities.raw && capabilities.range) await rewrapping;
      else await cannot('rewrap', rewrapping);
      if (capabilities.delete) {
        await deleteArchive(session, name);
        expect(await client.listFiles(session)).toEqual([]);
      } else await cannot('delete', deleteArchive(session, name));
    },
  );
});
