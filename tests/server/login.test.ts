import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addAccount } from '../../src/server/accounts.ts';
import { answerTo, otherMachine, startTestServer } from './support.ts';

const minute = 60_000;
afterEach(() => vi.useRealTimers());

/** A clock that stands still until it is told otherwise. */
function handClock() {
  let now = Date.UTC(2026, 0, 1);
  return { read: () => now, advance: (milliseconds: number) => (now += milliseconds) };
}

describe('login', () => {
  it('gives a session for the right password and says what the server can do', async () => {
    const server = await startTestServer({ sessionSeconds: 1800 });
    const { status, json } = await server.login();
    expect(status).toBe(200);
    expect(json).toEqual({
      message: 'Login successful!',
      session_id: expect.stringMatching(/^[\w-]{43}$/),
      expires_in: 1800,
      capabilities: {
        raw: true,
        range: true,
        list: 2,
        delete: true,
        rewrap: true,
        tus: {
          path: '/files/',
          version: '1.0.0',
          extensions: ['creation', 'creation-with-upload', 'termination', 'expiration'],
        },
      },
    });
  });

  it('refuses a wrong password and an unknown account with the same 401', async () => {
    const server = await startTestServer();
    const wrong = await server.login('alice', 'Secret');
    const unknown = await server.login('carol', 'secret');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.json).toEqual(unknown.json);
  });

  it('knows accounts that were added while it runs', async () => {
    const server = await startTestServer();
    await addAccount(server.dataFolder, 'carol', 'other');
    expect((await server.login('carol', 'other')).status).toBe(200);
  });

  it('takes a password in any Unicode normalisation', async () => {
    const server = await startTestServer();
    await addAccount(server.dataFolder, 'zoe', 'caf\u00e9');
    expect((await server.login('zoe', 'cafe\u0301')).status).toBe(200);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"username":"alice"}',
    '{"username":1,"password":"x"}',
    Buffer.from([0x22, 0xff, 0x22]),
  ])('refuses the body %j', async (body) => {
    const server = await startTestServer();
    const answer = await server.call({ method: 'POST', path: '/login', body });
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ message: expect.any(String) });
  });

  it('refuses a large body and one without a length', async () => {
    const server = await startTestServer();
    expect((await server.login('alice', 'x'.repeat(100_000))).status).toBe(413);
    const headers = { 'Transfer-Encoding': 'chunked' };
    expect((await server.login('alice', 'secret', { headers })).status).toBe(411);
  });

  it('gives up on a body that does not arrive', async () => {
    const server = await startTestServer();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const headers = { 'Content-Length': '50', Expect: '100-continue' };
    const outgoing = server.begin({ method: 'POST', path: '/login', headers });
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    outgoing.write('{"username":');
    vi.advanceTimersByTime(30_000);
    expect((await answerTo(outgoing)).status).toBe(408);
    outgoing.destroy();
  });

  it('never logs a password or a session id', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.login('alice', 'wrong-secret');
    await server.upload(session, 'a.enc', 'bytes');
    await server.download(session, 'missing');
    const text = JSON.stringify(server.log);
    expect(text).toContain('alice');
    expect(text).not.toContain('secret');
    expect(text).not.toContain(session);
  });
});

describe('guessing', () => {
  it('is locked out after five failures, for a time that doubles up to 15 minutes', async () => {
    const clock = handClock();
    const server = await startTestServer({ clock: clock.read });
    const statuses = [];
    for (let attempt = 0; attempt < 5; attempt += 1) statuses.push((await server.login('alice', 'x')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401]);
    for (const seconds of [30, 60, 120, 240, 480, 900, 900]) {
      const locked = await server.login();
      expect([locked.status, locked.headers['retry-after']]).toEqual([429, String(seconds)]);
      clock.advance(seconds * 1000);
      expect((await server.login('alice', 'x')).status).toBe(401);
    }
  });

  it('starts anew after a login that succeeds', async () => {
    const clock = handClock();
    const server = await startTestServer({ clock: clock.read });
    for (let attempt = 0; attempt < 5; attempt += 1) await server.login('alice', 'x');
    clock.advance(30_000);
    expect((await server.login()).status).toBe(200);
    for (let attempt = 0; attempt < 4; attempt += 1) await server.login('alice', 'x');
    expect((await server.login()).status).toBe(200);
  });

  it('is counted for each account apart', async () => {
    const server = await startTestServer();
    for (let attempt = 0; attempt < 6; attempt += 1) await server.login('alice', 'x');
    expect((await server.login()).status).toBe(429);
    expect((await server.login('bob')).status).toBe(200);
  });

  it.runIf(process.platform === 'linux')('is counted for each address apart', async () => {
    const server = await startTestServer();
    for (let attempt = 0; attempt < 5; attempt += 1) await server.login('alice', 'x');
    expect((await server.login()).status).toBe(429);
    expect((await server.login('alice', 'secret', { localAddress: '127.0.0.2' })).status).toBe(200);
  });

  it('many times at once gets no more attempts than one after the other', async () => {
    const server = await startTestServer();
    const answers = await Promise.all(Array.from({ length: 12 }, () => server.login('alice', 'x')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });
});

describe('a session', () => {
  it('ends after an hour without use, and use prolongs it', async () => {
    const clock = handClock();
    const server = await startTestServer({ clock: clock.read });
    const session = await server.sessionOf();
    clock.advance(59 * minute);
    expect((await server.list(session)).status).toBe(404);
    clock.advance(59 * minute);
    expect((await server.list(session)).status).toBe(404);
    clock.advance(61 * minute);
    expect((await server.list(session)).status).toBe(403);
  });

  it('does not end during a transfer', async () => {
    const clock = handClock();
    const server = await startTestServer({ clock: clock.read });
    const session = await server.sessionOf();
    const outgoing = await server.beginUpload(session, 'a.enc', { 'Content-Length': '10' });
    clock.advance(120 * minute);
    await server.login();
    outgoing.end('0123456789');
    expect((await answerTo(outgoing)).status).toBe(200);
    expect((await server.list(session)).status).toBe(200);
  });

  it('ends with logout', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    expect((await server.call({ method: 'POST', path: '/logout', session })).status).toBe(200);
    expect((await server.list(session)).status).toBe(403);
    expect((await server.call({ method: 'POST', path: '/logout', session })).status).toBe(403);
  });

  it('is worth nothing with another client certificate', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    expect((await server.call({ path: '/get-files', session, identity: otherMachine })).status).toBe(403);
    expect((await server.list(session)).status).toBe(404);
  });

  it.each([
    ['GET', '/get-files'],
    ['GET', '/download-file'],
    ['POST', '/upload-file'],
    ['POST', '/logout'],
    ['POST', '/delete-file'],
    ['POST', '/rewrap-file'],
    ['POST', '/files/'],
    ['OPTIONS', '/files/'],
    ['HEAD', `/files/${'0'.repeat(32)}`],
    ['PATCH', `/files/${'0'.repeat(32)}`],
  ])('is needed for %s %s', async (method, path) => {
    const server = await startTestServer();
    const unknown = await server.call({ method, path, name: 'a.enc', session: 'x'.repeat(43) });
    const missing = await server.call({ method, path, name: 'a.enc' });
    expect([unknown.status, missing.status]).toEqual([403, 403]);
  });
});

describe('requests for something else', () => {
  it('get 404 for an unknown path and 405 for a wrong method', async () => {
    const server = await startTestServer();
    expect((await server.call({ path: '/other' })).status).toBe(404);
    const wrong = await server.call({ path: '/login' });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'POST']);
    expect(wrong.json).toEqual({ message: 'Method not allowed' });
  });
});
