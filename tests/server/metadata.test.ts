import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addAccount } from '../../src/server/accounts.ts';
import { databaseName } from '../../src/server/database.ts';
import { startTestServer, type TestServer } from './support.ts';

function archive(server: TestServer, name: string, owner = 'alice'): string {
  return join(server.dataFolder, 'archives', owner, name);
}

async function names(server: TestServer, session: string): Promise<unknown> {
  return (await server.list(session)).json['archives'] ?? [];
}

describe('what the server knows of its archives', () => {
  it('is kept in one private file', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.upload(session, 'a.enc', 'x');
    for (const name of (await readdir(server.dataFolder)).filter((name) => name.startsWith(databaseName))) {
      expect((await stat(join(server.dataFolder, name))).mode & 0o777).toBe(0o600);
    }
    await server.running.close();
    expect((await readdir(server.dataFolder)).filter((name) => name.startsWith('server'))).toEqual([
      databaseName,
    ]);
  });

  it('is found out again when that file is lost, but the accounts are not', async () => {
    const first = await startTestServer();
    const session = await first.sessionOf();
    const moment = new Date(Date.UTC(2026, 0, 1));
    await first.upload(session, 'a.enc', 'one');
    await first.upload(session, 'b.enc', 'three');
    await utimes(archive(first, 'a.enc'), moment, moment);
    await first.running.close();
    await rm(join(first.dataFolder, databaseName));

    const second = await startTestServer({ dataFolder: first.dataFolder });
    expect((await second.login()).status).toBe(401);
    await addAccount(second.dataFolder, 'alice', 'new secret');
    const again = await second.sessionOf('alice', 'new secret');
    const { json } = await second.list(again);
    expect(json['archives']).toEqual(['b.enc', 'a.enc']);
    expect(json['files']).toMatchObject([
      { name: 'b.enc', size: 5 },
      { name: 'a.enc', size: 3, uploaded_at: moment.toISOString() },
    ]);
    expect((await second.downloadRaw(again, 'a.enc')).body.toString()).toBe('one');
  });

  it.each<[string, (server: TestServer) => Promise<void>, readonly string[]]>([
    [
      'an archive is put there by hand',
      (server) => writeFile(archive(server, 'c.enc'), 'x'),
      ['c', 'b', 'a'],
    ],
    ['an archive is taken away by hand', (server) => rm(archive(server, 'b.enc')), ['a']],
    ['one is renamed', (server) => rename(archive(server, 'a.enc'), archive(server, 'c.enc')), ['b', 'c']],
    ['the folder vanishes', (server) => rm(archive(server, '..'), { recursive: true }), []],
    [
      'one gets another time',
      (server) => utimes(archive(server, 'b.enc'), new Date(0), new Date(0)),
      ['a', 'b'],
    ],
  ])('follows the files when %s, running or not', async (_, change, expected) => {
    for (const isRunning of [true, false]) {
      let server = await startTestServer();
      const session = await server.sessionOf();
      await server.upload(session, 'a.enc', 'x');
      const earlier = new Date(Date.now() - 60_000);
      await utimes(archive(server, 'a.enc'), earlier, earlier);
      await server.upload(session, 'b.enc', 'x');
      await names(server, session);
      if (isRunning) {
        await change(server);
      } else {
        await server.running.close();
        await change(server);
        server = await startTestServer({ dataFolder: server.dataFolder });
      }
      const now = isRunning ? session : await server.sessionOf();
      expect(await names(server, now)).toEqual(expected.map((name) => `${name}.enc`));
    }
  });

  it('follows them too when it changes the folder itself before it has noticed', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.upload(session, 'a.enc', 'x');
    await writeFile(archive(server, 'b.enc'), 'x');
    await server.upload(session, 'c.enc', 'x');
    await server.delete(session, 'a.enc');
    expect(await names(server, session)).toEqual(['c.enc', 'b.enc']);
  });

  it('notices an archive that is changed in place: another entity tag, size and content', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { headers } = await server.upload(session, 'a.enc', randomBytes(1000));
    await truncate(archive(server, 'a.enc'), 10);
    const download = await server.downloadRaw(session, 'a.enc');
    expect([download.status, download.body.length]).toEqual([200, 10]);
    expect(download.headers.etag).not.toBe(headers.etag);
    expect((await server.list(session)).json['files']).toMatchObject([{ size: 10 }]);
    const old = { 'If-Match': String(headers.etag) };
    expect((await server.downloadRaw(session, 'a.enc', old)).status).toBe(412);
  });

  it('includes an archive that was committed in the instant before the server was killed', async () => {
    const first = await startTestServer();
    await first.upload(await first.sessionOf(), 'a.enc', 'x');
    await first.running.close();
    // As after a rename that the database never heard of.
    await writeFile(join(first.dataFolder, 'incoming', 'upload'), 'committed');
    await link(join(first.dataFolder, 'incoming', 'upload'), archive(first, 'b.enc'));
    const second = await startTestServer({ dataFolder: first.dataFolder });
    const session = await second.sessionOf();
    expect(await names(second, session)).toEqual(['b.enc', 'a.enc']);
    expect((await second.downloadRaw(session, 'b.enc')).body.toString()).toBe('committed');
  });

  it('leaves out what is no archive', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.upload(session, 'a.enc', 'x');
    await mkdir(archive(server, 'folder'));
    await writeFile(archive(server, 'line\nbreak.enc'), 'x');
    expect(await names(server, session)).toEqual(['a.enc']);
  });
});

describe('a data folder that cannot be used', () => {
  it('because its database is damaged is left as it is, and the server does not start', async () => {
    const first = await startTestServer();
    await first.running.close();
    const path = join(first.dataFolder, databaseName);
    await writeFile(path, 'no database');
    await expect(startTestServer({ dataFolder: first.dataFolder })).rejects.toMatchObject({
      code: 'path-unreadable',
      facts: { path },
    });
  });
});
