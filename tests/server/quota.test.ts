import { describe, expect, it } from 'vitest';
import { changeQuota } from '../../src/server/accounts.ts';
import { startTestServer, type TestServer } from './support.ts';

async function serverWithQuota(quota: number) {
  const server = await startTestServer();
  await changeQuota(server.dataFolder, 'alice', quota);
  return { server, session: await server.sessionOf() };
}

function create(server: TestServer, session: string, length: number) {
  const headers = { 'Upload-Length': String(length), 'Upload-Metadata': 'filename YS5lbmM=' };
  return server.tus('POST', '/files/', session, { headers });
}

describe('a quota', () => {
  it('counts the archives of the account, to the byte', async () => {
    const { server, session } = await serverWithQuota(1000);
    expect((await server.upload(session, 'a.enc', 'x'.repeat(600))).status).toBe(200);
    const refused = await server.upload(session, 'b.enc', 'x'.repeat(401));
    expect([refused.status, refused.json['message']]).toEqual([507, expect.stringContaining('1000 bytes')]);
    expect((await server.upload(session, 'b.enc', 'x'.repeat(400))).status).toBe(200);
    await server.delete(session, 'a.enc');
    expect((await server.upload(session, 'c.enc', 'x'.repeat(600))).status).toBe(200);
    const other = await server.sessionOf('bob');
    expect((await server.upload(other, 'a.enc', 'x'.repeat(5000))).status).toBe(200);
  });

  it('counts resumable uploads with the length they will have', async () => {
    const { server, session } = await serverWithQuota(1000);
    const { status, headers } = await create(server, session, 700);
    expect(status).toBe(201);
    expect((await create(server, session, 301)).status).toBe(507);
    expect((await server.upload(session, 'b.enc', 'x'.repeat(301))).status).toBe(507);
    await server.tus('DELETE', String(headers.location), session);
    expect((await create(server, session, 1000)).status).toBe(201);
  });

  it('counts a finished resumable upload once', async () => {
    const { server, session } = await serverWithQuota(1000);
    const { headers } = await create(server, session, 600);
    const patch = { 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
    const body = 'x'.repeat(600);
    await server.tus('PATCH', String(headers.location), session, { headers: patch, body });
    expect((await server.upload(session, 'b.enc', 'x'.repeat(400))).status).toBe(200);
  });

  it('holds for uploads at the same time', async () => {
    const { server, session } = await serverWithQuota(1000);
    const length = { 'Content-Length': '600' };
    const first = await server.beginUpload(session, 'a.enc', length);
    first.write('x');
    expect((await server.upload(session, 'b.enc', 'x'.repeat(600))).status).toBe(507);
    first.on('error', () => undefined).destroy();
    await expect
      .poll(async () => (await server.upload(session, 'b.enc', 'x'.repeat(600))).status, { timeout: 30_000 })
      .toBe(200);
  });

  it('can be changed while the server runs', async () => {
    const { server, session } = await serverWithQuota(10);
    expect((await server.upload(session, 'a.enc', 'x'.repeat(11))).status).toBe(507);
    await changeQuota(server.dataFolder, 'alice', null);
    expect((await server.upload(session, 'a.enc', 'x'.repeat(11))).status).toBe(200);
  });
});

describe('a limit', () => {
  it('holds for the number of archives', async () => {
    const server = await startTestServer({ maximumArchives: 2 });
    const session = await server.sessionOf();
    const statuses = [];
    for (const name of ['a', 'b', 'c']) statuses.push((await server.upload(session, name, 'x')).status);
    expect(statuses).toEqual([200, 200, 507]);
  });

  it('holds for the number of unfinished uploads', async () => {
    const server = await startTestServer({ maximumResumableUploads: 2 });
    const session = await server.sessionOf();
    const statuses = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await create(server, session, 10)).status);
    expect(statuses).toEqual([201, 201, 507]);
  });

  it('holds for the number of unfinished uploads that are begun at once', async () => {
    const server = await startTestServer({ maximumResumableUploads: 2 });
    const session = await server.sessionOf();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(server, session, 10)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
  });

  it('holds for the number of sessions of an account: the one unused for longest ends', async () => {
    let now = 0;
    const server = await startTestServer({ clock: () => now });
    const sessions: string[] = [];
    for (let at = 0; at < 101; at += 1) {
      sessions.push(await server.sessionOf());
      now += 1000;
    }
    expect((await server.list(sessions[0] ?? '')).status).toBe(403);
    expect((await server.list(sessions[1] ?? '')).status).toBe(404);
  });

  it('holds for the head of a request', async () => {
    const server = await startTestServer();
    const answer = await server.call({ path: '/get-files', headers: { 'X-Long': 'x'.repeat(20_000) } });
    expect(answer.status).toBe(431);
  });
});
