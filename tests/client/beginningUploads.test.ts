import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loginToServer, logout, type Session } from '../../src/client/session.ts';
import { smallArchive } from '../../src/client/transfers/smallUpload.ts';
import { uploadFile } from '../../src/client/upload.ts';
import { attacker, sendJson } from '../faults/support/hostileServer.ts';
import { authority, clientIdentity } from '../net/support/certificates.ts';
import { serveTls } from '../net/support/server.ts';
import { makeHome } from '../support/clientHome.ts';

/** A session on a server that takes no upload, and what it was asked for. */
async function enter(): Promise<{ session: Session; asked: string[]; source: string }> {
  const asked: string[] = [];
  const { peer } = await serveTls([
    attacker(async (visitor, head) => {
      asked.push(head.slice(0, head.indexOf(' HTTP')));
      await sendJson(visitor, { message: 'full' }, '507 Insufficient Storage');
    }),
  ]);
  const { cert, key } = clientIdentity;
  const home = await makeHome({ cert, key, ca: authority.certificatePem });
  const session = await loginToServer({ home, ...peer, username: 'ada', password: 'correct horse' });
  onTestFinished(() => logout(session));
  const source = join(home, 'source');
  await writeFile(source, Buffer.alloc(smallArchive));
  return { session, asked, source };
}

test('a server that takes no upload leaves nothing behind in the home', async () => {
  const { session, asked, source } = await enter();
  await expect(uploadFile(session, [source])).rejects.toMatchObject({ code: 'server-answered' });
  expect(asked).toEqual(['POST /files/']);
  expect(await readdir(join(session.home, 'state/transfers'))).toEqual([]);
});

test('a home that takes no transfer leaves nothing behind on the server', async () => {
  const { session, asked, source } = await enter();
  // A dangling link: nothing is listed there, and nothing can be made there.
  await symlink('nowhere/at/all', join(session.home, 'state/transfers'));
  await expect(uploadFile(session, [source])).rejects.toMatchObject({ code: 'write-refused' });
  expect(asked).toEqual([]);
});

test('a small archive is sent in one request, and nothing is kept for going on with it', async () => {
  const { session, asked, source } = await enter();
  await writeFile(source, 'content');
  await expect(uploadFile(session, [source])).rejects.toMatchObject({ code: 'server-answered' });
  expect(asked).toEqual(['POST /upload-file']);
  await expect(readdir(join(session.home, 'state/transfers'))).rejects.toThrow('ENOENT');
});
