import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changePassword, changeQuota, listAccounts, removeAccount } from '../../../src/server/accounts.ts';
import { createProxy } from '../../support/proxy.ts';
import { answerTo, otherMachine, type TestServer } from '../support.ts';
import { canShare, createShared, newKey } from './support.ts';

const patchHeaders = { 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };

async function createUpload(server: TestServer, session: string, length: number): Promise<string> {
  const headers = { 'Upload-Length': String(length), 'Upload-Metadata': 'filename YS5lbmM=' };
  return String((await server.tus('POST', '/files/', session, { headers })).headers.location);
}

/** Resolves when the connection of a request is gone, one way or another. */
function closed(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    request.on('error', () => undefined).once('close', () => resolve());
  });
}

describe.skipIf(!canShare)('servers that share a database and an object store', () => {
  it('know each other’s sessions, and their ends', async () => {
    const shared = await createShared();
    const [one, other] = [await shared.start(), await shared.start()];
    const session = await one.sessionOf();
    await one.upload(session, 'a.enc', 'content');
    expect((await other.downloadRaw(session, 'a.enc')).body.toString()).toBe('content');
    const elsewhere = await other.call({ path: '/get-files', session, identity: otherMachine });
    expect(elsewhere.status).toBe(403);
    expect((await other.list(`${session.slice(0, -4)}AAAA`)).status).toBe(403);

    await one.call({ method: 'POST', path: '/logout', session });
    expect((await other.list(session)).status).toBe(403);
    const second = await other.sessionOf();
    await changePassword(shared.place, 'alice', 'another');
    expect((await one.list(second)).status).toBe(403);
    const third = await one.sessionOf('alice', 'another');
    expect(await listAccounts(shared.place)).toMatchObject([
      { username: 'alice', archives: 1, bytes: 7, quota: null },
      { username: 'bob', archives: 0 },
    ]);
    await expect(removeAccount(shared.place, 'alice', { deleteArchives: false })).rejects.toMatchObject({
      code: 'account-not-empty',
    });
    await removeAccount(shared.place, 'alice', { deleteArchives: true });
    expect((await other.list(third)).status).toBe(403);
  });

  it('end all sessions whose key is taken away, and none that only has a successor', async () => {
    const shared = await createShared();
    const [first, second] = [newKey(), newKey()];
    await shared.writeKeys(first);
    const server = await shared.start({ sessionSeconds: 60 });
    const old = await server.sessionOf();
    await shared.writeKeys('# the new one', second, first);
    const fresh = await server.sessionOf();
    expect([(await server.list(old)).status, (await server.list(fresh)).status]).toEqual([404, 404]);
    await shared.writeKeys('no key');
    expect((await server.list(fresh)).status).toBe(404);
    await shared.writeKeys(second);
    expect([(await server.list(old)).status, (await server.list(fresh)).status]).toEqual([403, 404]);
    expect(server.log.map(({ event }) => event)).toContain('session-keys-unusable');
  });

  it('end a session when its time is over, used or not', async () => {
    const shared = await createShared();
    let now = Date.now();
    const server = await shared.start({ sessionSeconds: 100, clock: () => now });
    const session = await server.sessionOf();
    now += 99_000;
    expect((await server.list(session)).status).toBe(404);
    now += 2000;
    expect((await server.list(session)).status).toBe(403);
  });

  it('lock an account out together', async () => {
    const shared = await createShared();
    let now = Date.now();
    const clock = () => now;
    const [one, other] = [await shared.start({ clock }), await shared.start({ clock })];
    for (const server of [one, other, one, other, one]) {
      expect((await server.login('alice', 'wrong')).status).toBe(401);
    }
    const locked = await other.login();
    expect([locked.status, locked.headers['retry-after']]).toEqual([429, '30']);
    expect((await other.login('bob')).status).toBe(200);
    now += 31_000;
    expect((await other.login()).status).toBe(200);
    expect((await one.login('alice', 'wrong')).status).toBe(401);
  });

  it('go on with an upload that another one still holds, from where that lets go', async () => {
    const shared = await createShared();
    const [one, other] = [await shared.start(), await shared.start()];
    const session = await one.sessionOf();
    const path = await createUpload(one, session, 8);
    const headers = {
      ...patchHeaders,
      'Tus-Resumable': '1.0.0',
      'Content-Length': '8',
      Expect: '100-continue',
    };
    const held = one.begin({ method: 'PATCH', path, session, headers });
    held.flushHeaders();
    await once(held, 'continue');
    const cutOff = closed(held);
    held.write('half');
    let offset: unknown;
    await expect
      .poll(async () => {
        // It may not have arrived when it is asked for the first time, and then never does.
        offset = (await other.tus('HEAD', path, session)).headers['upload-offset'];
        return offset;
      })
      .toMatch(/^[04]$/);
    await cutOff;
    const rest = 'halfdone'.slice(Number(offset));
    const patch = { headers: { ...patchHeaders, 'Upload-Offset': String(offset) }, body: rest };
    expect((await other.tus('PATCH', path, session, patch)).status).toBe(204);
    expect((await one.downloadRaw(session, 'a.enc')).body.toString()).toBe('halfdone');
  });

  it('count room that is set aside by any of them, as long as it lives', async () => {
    const shared = await createShared();
    await changeQuota(shared.place, 'alice', 1000);
    const [one, other] = [await shared.start(), await shared.start()];
    const session = await one.sessionOf();
    const running = await one.beginUpload(session, 'a.enc', { 'Content-Length': '600' });
    running.write('x');
    // `run` tells how many rows there are.
    await expect.poll(() => shared.postgres.run('SELECT FROM reservations', [])).toBe(1);
    expect((await other.upload(session, 'b.enc', 'x'.repeat(600))).status).toBe(507);
    const answered = answerTo(running);
    running.end('x'.repeat(599));
    expect((await answered).status).toBe(200);
    expect((await other.upload(session, 'b.enc', 'x'.repeat(400))).status).toBe(200);
    // Of a server that was killed.
    await shared.postgres.run(
      "INSERT INTO reservations (id, owner, bytes, server) VALUES (gen_random_uuid(), 'bob', 900, 12345)",
      [],
    );
    await changeQuota(shared.place, 'bob', 1000);
    expect((await one.upload(await one.sessionOf('bob'), 'b.enc', 'x'.repeat(600))).status).toBe(200);
  });

  it('say 503 and when to come back while the database is away, cut uploads off, and go on afterwards', async () => {
    const shared = await createShared();
    const url = new URL(shared.place.databaseUrl);
    const direct = Number(url.port);
    let port = direct;
    const line = await createProxy(() => port);
    onTestFinished(() => line.close());
    url.port = String(line.port);
    const server = await shared.start({ databaseUrl: url.href, metricsPort: 0 });
    const health = async () => (await fetch(`http://127.0.0.1:${server.running.metricsPort}/healthz`)).status;
    const session = await server.sessionOf();
    const path = await createUpload(server, session, 8);
    const headers = {
      ...patchHeaders,
      'Tus-Resumable': '1.0.0',
      'Content-Length': '8',
      Expect: '100-continue',
    };
    const running = server.begin({ method: 'PATCH', path, session, headers });
    running.flushHeaders();
    await once(running, 'continue');
    const cutOff = closed(running);

    port = 1;
    line.cut();
    await cutOff;
    expect(await health()).toBe(503);
    const refused = await server.list(session);
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
    expect(server.log).toContainEqual(expect.objectContaining({ event: 'locks-lost' }));
    expect(server.log.map(({ event }) => event)).not.toContain('request-failed');

    port = direct;
    await expect.poll(health, { timeout: 30_000 }).toBe(200);
    const patch = { headers: patchHeaders, body: 'complete' };
    expect((await server.tus('PATCH', path, session, patch)).status).toBe(204);
  });
});
