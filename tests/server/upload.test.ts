import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ArchiveStore } from '../../src/server/store/store.ts';
import { answerTo, startTestServer, type TestServer } from './support.ts';

const onlyNew = { 'If-None-Match': '*' };
const base64 = { 'Content-Transfer-Encoding': 'base64' };

function storedPath(server: TestServer, name: string): string {
  return join(server.dataFolder, 'archives', 'alice', name);
}

async function expectNothingStored(server: TestServer): Promise<void> {
  expect(await server.incoming()).toEqual([]);
  expect(await readdir(join(server.dataFolder, 'archives', 'alice')).catch(() => [])).toEqual([]);
}

describe('an upload', () => {
  it.each([0, 1, 2, 3, 65_536, 1_500_000])('of %d bytes in base64 is stored decoded', async (length) => {
    const server = await startTestServer();
    const bytes = randomBytes(length);
    const { status, json } = await server.upload(
      await server.sessionOf(),
      'a.enc',
      bytes.toString('base64'),
      base64,
    );
    expect([status, json]).toEqual([200, { message: expect.any(String) }]);
    expect(bytes.equals(await readFile(storedPath(server, 'a.enc')))).toBe(true);
  });

  it('without an encoding is stored as it is, and private', async () => {
    const server = await startTestServer();
    const bytes = randomBytes(1_500_000);
    await server.upload(await server.sessionOf(), 'a.enc', bytes);
    expect(bytes.equals(await readFile(storedPath(server, 'a.enc')))).toBe(true);
    expect((await stat(storedPath(server, 'a.enc'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(server.dataFolder, 'archives'))).mode & 0o777).toBe(0o700);
  });

  const valid = randomBytes(600_000).toString('base64');
  it.each([
    ['a character outside the alphabet', `${valid.slice(0, 100)}!${valid.slice(101)}`],
    ['the URL alphabet', `${valid.slice(0, 100)}-${valid.slice(101)}`],
    ['a line break', `${valid.slice(0, 76)}\n${valid.slice(77)}`],
    ['a byte beyond ASCII', Buffer.from(`${valid.slice(0, 100)}\xc1${valid.slice(101)}`, 'latin1')],
    ['padding in the middle', `${valid.slice(0, 98)}==${valid.slice(100)}`],
    ['too much padding', 'A==='],
    ['no padding', 'QUI'],
    ['bits left over', 'QR=='],
  ])('with %s in its base64 is refused and leaves nothing', async (_, body) => {
    const server = await startTestServer();
    const answer = await server.upload(await server.sessionOf(), 'a.enc', body, base64);
    expect(answer.status).toBe(400);
    await expectNothingStored(server);
  });

  it('in an unknown encoding is refused', async () => {
    const server = await startTestServer();
    const headers = { 'Content-Transfer-Encoding': 'quoted-printable' };
    expect((await server.upload(await server.sessionOf(), 'a.enc', 'x', headers)).status).toBe(400);
  });

  it('that is cut off leaves nothing, not even of itself', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const outgoing = await server.beginUpload(session, 'a.enc', { 'Content-Length': '2000000' });
    outgoing.on('error', () => undefined).write(Buffer.alloc(1_000_000));
    await vi.waitFor(async () => expect(await server.incoming()).toHaveLength(1));
    outgoing.destroy();
    await server.running.close();
    await expectNothingStored(server);
  });

  it('that falls silent is given up, with its connection', async () => {
    const server = await startTestServer({ idleMilliseconds: 1000 });
    const outgoing = await server.beginUpload(await server.sessionOf(), 'a.enc', { 'Content-Length': '10' });
    await expect(answerTo(outgoing)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await server.running.close();
    await expectNothingStored(server);
  });

  it('replaces an archive of the same name only once it is complete', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.upload(session, 'a.enc', 'first');
    const outgoing = await server.beginUpload(session, 'a.enc', { 'Content-Length': '6' });
    outgoing.write('sec');
    expect(await readFile(storedPath(server, 'a.enc'), 'utf8')).toBe('first');
    expect((await server.list(session)).json['archives']).toEqual(['a.enc']);
    outgoing.end('ond');
    await answerTo(outgoing);
    expect(await readFile(storedPath(server, 'a.enc'), 'utf8')).toBe('second');
    expect(await server.incoming()).toEqual([]);
  });

  it('that must not replace anything is refused before it is sent, and when it has come, where its name is taken', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const late = await server.beginUpload(session, 'a.enc', { ...onlyNew, 'Content-Length': '4' });
    expect((await server.upload(session, 'a.enc', 'first', onlyNew)).status).toBe(200);
    late.end('late');
    expect((await answerTo(late)).status).toBe(412);
    expect((await server.upload(session, 'a.enc', Buffer.alloc(1_000_000), onlyNew)).status).toBe(412);
    expect(await readFile(storedPath(server, 'a.enc'), 'utf8')).toBe('first');
    expect(await server.incoming()).toEqual([]);
    expect((await server.upload(session, 'b.enc', 'x', { 'If-None-Match': '"tag"' })).status).toBe(400);
  });

  it('of 20 at once that must not replace anything has a name to itself', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const bodies = Array.from({ length: 20 }, (_, number) => `body ${number}`);
    const answers = await Promise.all(bodies.map((body) => server.upload(session, 'a.enc', body, onlyNew)));
    const won = answers.flatMap(({ status }, at) => (status === 200 ? [bodies[at]] : []));
    expect(won).toEqual([await readFile(storedPath(server, 'a.enc'), 'utf8')]);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
  });

  it('needs a length', async () => {
    const server = await startTestServer();
    const headers = { 'Transfer-Encoding': 'chunked' };
    expect((await server.upload(await server.sessionOf(), 'a.enc', 'x', headers)).status).toBe(411);
  });

  it('larger than allowed is refused before it is sent, in a way that can be read while sending', async () => {
    const server = await startTestServer({ maximumUploadBytes: 1_000_000 });
    const session = await server.sessionOf();
    expect((await server.upload(session, 'a.enc', Buffer.alloc(1_000_000))).status).toBe(200);
    expect((await server.upload(session, 'a.enc', Buffer.alloc(1_000_001))).status).toBe(413);
    const text = Buffer.alloc(1_000_000).toString('base64');
    expect((await server.upload(session, 'a.enc', text, base64)).status).toBe(200);
    const endless = server.begin({
      method: 'POST',
      path: '/upload-file',
      session,
      name: 'a.enc',
      headers: { 'Content-Length': String(2 ** 40) },
    });
    endless.write(Buffer.alloc(4_000_000));
    const answer = await answerTo(endless);
    expect([answer.status, answer.headers.connection]).toEqual([413, 'close']);
    endless.on('error', () => undefined).destroy();
  });

  it('onto a full disk gets 507 and is given up', async () => {
    let aborted = false;
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const store: ArchiveStore = {
      list: () => Promise.reject(full),
      open: () => Promise.reject(full),
      create: async () => ({
        write: () => Promise.reject(full),
        commit: () => Promise.reject(full),
        abort: async () => {
          aborted = true;
        },
      }),
      delete: () => Promise.reject(full),
      replaceEnvelope: () => Promise.reject(full),
      usage: async () => ({ archives: 0, archiveBytes: 0, uploads: 0, uploadBytes: 0 }),
      uploads: () => Promise.reject(full),
      removeExpiredUploads: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const server = await startTestServer({ store });
    const { status, json } = await server.upload(await server.sessionOf(), 'a.enc', 'bytes');
    expect([status, json]).toEqual([507, { message: 'The disk of the server is full' }]);
    expect(aborted).toBe(true);
  });
});

describe('the name of an archive', () => {
  it.each([
    '../a.enc',
    '..',
    '.',
    '/etc/passwd',
    'a/b',
    'a\\b',
    '%2e%2e%2fa.enc',
    'a%00.enc',
    'a%0d%0ab',
    'a%C2%85b',
    '%ff',
    '%C3',
    'x'.repeat(256),
    `${'%C3%A9'.repeat(128)}`,
  ])('%j is refused', async (name) => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    expect((await server.upload(session, name, 'x')).status).toBe(400);
    expect((await server.download(session, name)).status).toBe(400);
    await expectNothingStored(server);
  });

  it('is required, once', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    expect((await server.call({ method: 'POST', path: '/upload-file', session, body: 'x' })).status).toBe(
      400,
    );
    const headers = { 'File-Name': ['a.enc', 'b.enc'] };
    expect(
      (await server.call({ method: 'POST', path: '/upload-file', session, body: 'x', headers })).status,
    ).toBe(400);
    expect(
      (await server.call({ method: 'POST', path: '/upload-file', session, body: 'x', name: '' })).status,
    ).toBe(400);
  });

  it.each([
    ['plain name.enc', 'plain name.enc'],
    ['%C3%A9t%C3%A9%25.enc', 'été%.enc'],
    ['100%.enc', '100%.enc'],
    ['.hidden', '.hidden'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%j is stored as %j', async (header, name) => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    expect((await server.upload(session, header, 'x')).status).toBe(200);
    expect((await server.list(session)).json['archives']).toEqual([name]);
    expect((await server.download(session, header)).status).toBe(200);
  });
});
