import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loginToServer, logout } from '../../src/client/session.ts';
import { receiveArchive } from '../../src/client/transfers/receiveArchive.ts';
import type { Retry } from '../../src/client/types.ts';
import { attacker } from '../faults/support/hostileServer.ts';
import { authority, clientIdentity } from '../net/support/certificates.ts';
import { serveTls } from '../net/support/server.ts';
import { makeHome } from '../support/clientHome.ts';

test('what cannot be written ends a download, also when the line drops right behind it', async () => {
  const { cert, key } = clientIdentity;
  const home = await makeHome({ cert, key, ca: authority.certificatePem });
  const { peer } = await serveTls([
    attacker(async (visitor) => {
      await visitor.send(
        'HTTP/1.1 206 Partial↵ETag: "1"↵Content-Range: bytes 0-999/1000↵Content-Length: 1000↵↵half',
      );
      visitor.socket.end();
    }),
  ]);
  const session = await loginToServer({ home, ...peer, username: 'ada', password: 'correct horse' });
  onTestFinished(() => logout(session));
  const path = join(home, 'archive');
  await writeFile(path, '');
  const readOnly = await open(path, 'r');
  onTestFinished(() => readOnly.close());

  const record = {
    version: 1,
    kind: 'download',
    ...peer,
    username: 'ada',
    name: 'a.enc',
    startedAt: '2026-11-22T10:00:00.000Z',
    owner: { host: '', bootId: null, pidNamespace: null, pid: 1, processStart: null },
    destination: home,
    overwrite: 'never',
    only: [],
    etag: '"1"',
    size: 1000,
  } as const;
  const received: string[] = [];
  const retries: Retry[] = [];
  const options = { onRetry: (retry: Retry) => void retries.push(retry) };
  const receiving = (async () => {
    for await (const chunk of receiveArchive(session, { ...record, only: [] }, readOnly, options))
      received.push(String(chunk));
  })();
  await expect(receiving).rejects.toMatchObject({ code: 'EBADF' });
  expect(received).toEqual(['half']);
  expect(retries).toEqual([]);
});
