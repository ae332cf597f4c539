import { describe, expect, it } from 'vitest';
import {
  type ReceivedFile,
  requestDownload,
  requestLogin,
  requestLogout,
  requestUpload,
  type SessionId,
  type UploadedFile,
} from '../../src/net/api.ts';
import type { ConnectionPool } from '../../src/net/connectionPool.ts';
import { isBaseName } from '../../src/net/fileName.ts';
import { json, type Odd, odd, serve } from './support/answers.ts';
import { poolFor } from './support/client.ts';
import { serveTls, type Visitor } from './support/server.ts';

const session = 'session-1' as SessionId;
const archive = Buffer.from('a sealed archive, of some bytes \0\x01\xff', 'latin1');

async function contentOf({ chunks }: ReceivedFile): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of chunks) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('the login', () => {
  const login = (pool: ConnectionPool) => requestLogin(pool, { username: 'alice', password: 'pässword' }, {});

  it('sends the credentials in one write, headers spelt as in the protocol', async () => {
    const { pool, peer, requests } = await serve(json({ message: 'ok', session_id: 'abc' }));
    expect(await login(pool)).toEqual({ sessionId: 'abc', capabilities: {} });
    const body = '{"username":"alice","password":"pässword"}';
    expect(requests).toEqual([
      {
        head:
          `POST /login HTTP/1.1\r\nHost: 127.0.0.1:${peer.port}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
        body: Buffer.from(body).toString('latin1'),
      },
    ]);
  });

  it('tells what the server can do beyond the base level', async () => {
    const capabilities = { list: 2, 'unheard-of': { path: '/x' } };
    const { pool } = await serve(json({ session_id: 'abc', capabilities, expires_in: 3600 }));
    expect((await login(pool)).capabilities).toEqual({ list: 2 });
  });

  it('fails with wrong credentials', async () => {
    const { pool, peer } = await serve(json({ message: 'no' }, '401 Unauthorized'));
    await expect(login(pool)).rejects.toMatchObject({
      code: 'wrong-credentials',
      facts: { ...peer, username: 'alice' },
    });
  });

  it.each(['400 Bad Request', '403 Forbidden', '429 Too Many Requests', '503 Unavailable'])(
    'fails with what the server says in a %s',
    async (status) => {
      const { pool } = await serve(json({ message: 'not now' }, status));
      await expect(login(pool)).rejects.toMatchObject({
        code: 'server-answered',
        facts: { status: Number.parseInt(status, 10), message: 'not now' },
      });
    },
  );

  it.each<Odd>([
    ...odd,
    ['no session', json({ message: 'ok' })],
    ['a session that is no text', json({ session_id: 5 })],
    ['an empty session', json({ session_id: '' })],
    ['a session with a line end', json({ session_id: 'a\r\nX: b' })],
    ['a session with a space', json({ session_id: 'a b' })],
    ['a session beyond ASCII', json({ session_id: 'é' })],
    ['a session without end', json({ session_id: 'x'.repeat(5000) })],
  ])('does not believe an answer that is %s', async (_what, answer) => {
    const { pool, peer } = await serve(answer);
    await expect(login(pool)).rejects.toMatchObject({ code: 'server-misbehaved', facts: peer });
  });
});

describe('an upload', () => {
  async function* sealed() {
    yield archive.subarray(0, 10);
    yield archive.subarray(10);
  }
  const upload = (pool: ConnectionPool, size = archive.length, form: UploadedFile['form'] = 'text') =>
    requestUpload(pool, session, { nameField: 'a.enc', size, chunks: sealed(), form });

  it('sends the archive as base64, with its name and length', async () => {
    const { pool, requests } = await serve(json({ message: 'stored' }));
    await upload(pool);
    const [request] = requests;
    expect(Buffer.from(request?.body ?? '', 'base64')).toEqual(archive);
    expect(request?.head.split('\r\n').slice(2)).toEqual([
      'Authorization: session-1',
      'File-Name: a.enc',
      'Content-Transfer-Encoding: base64',
      'If-None-Match: *',
      `Content-Length: ${request?.body.length}`,
      '',
      '',
    ]);
  });

  it('sends the bytes where the server takes them, and a plain file as it is', async () => {
    const { pool, requests } = await serve(json({ message: 'stored' }), json({ message: 'stored' }));
    await upload(pool, archive.length, 'bytes');
    await upload(pool, archive.length, 'plain');
    for (const { body } of requests) expect(Buffer.from(body, 'latin1')).toEqual(archive);
    expect(requests[0]?.head).toContain('\r\nContent-Type: application/octet-stream\r\n');
    expect(requests[1]?.head).not.toContain('Content-T');
  });

  it('fails when the session has ended', async () => {
    const { pool } = await serve(json({ message: 'no' }, '403 Forbidden'));
    await expect(upload(pool)).rejects.toMatchObject({ code: 'session-ended' });
  });

  it('fails with what the server says', async () => {
    const { pool } = await serve(json({ message: 'full' }, '507 Insufficient Storage'));
    await expect(upload(pool)).rejects.toMatchObject({
      code: 'server-answered',
      facts: { status: 507, message: 'full' },
    });
  });

  it.each(odd)('does not believe an answer that is %s', async (_what, answer) => {
    const { pool } = await serve(answer);
    await expect(upload(pool)).rejects.toMatchObject({ code: 'server-misbehaved' });
  });

  it('of another length than announced is a bug, and never looks complete', async () => {
    const { pool, requests } = await serve(json({ message: 'stored' }));
    await expect(upload(pool, archive.length + 3)).rejects.toThrow(RangeError);
    expect(requests).toEqual([]);
  });
});

describe('a download', () => {
  const content = archive.toString('base64');

  it('gives the bytes of the archive, and their number within a few', async () => {
    const { pool, requests } = await serve(json({ message: 'ok', file_content: content }));
    const received = await requestDownload(pool, session, 'my archive.enc', 'base');
    expect(await contentOf(received)).toEqual(archive);
    expect(Math.abs((received.size ?? 0) - archive.length)).toBeLessThan(50);
    expect(requests[0]?.head.split('\r\n').slice(2)).toEqual([
      'Authorization: session-1',
      'File-Name: my archive.enc',
      '',
      '',
    ]);
  });

  it('fails when there is no such archive', async () => {
    const { pool } = await serve(json({ message: 'no' }, '404 Not Found'));
    await expect(requestDownload(pool, session, 'a.enc', 'base')).rejects.toMatchObject({
      code: 'archive-not-found',
      facts: { name: 'a.enc' },
    });
  });

  it.each(['naïve.enc', 'a\r\nb', ' a', '名前.enc', '\0'])(
    'of %j does not even ask, as no server can have it',
    async (name) => {
      const { pool, connections } = await serve();
      await expect(requestDownload(pool, session, name, 'base')).rejects.toMatchObject({
        code: 'archive-not-found',
      });
      expect(connections()).toBe(0);
    },
  );

  it('fails when the session has ended', async () => {
    const { pool } = await serve(json({ message: 'no' }, '401 Unauthorized'));
    await expect(requestDownload(pool, session, 'a.enc', 'base')).rejects.toMatchObject({
      code: 'session-ended',
    });
  });

  it('fails with what the server says', async () => {
    const { pool } = await serve(json({ message: 'oh' }, '500 Oh'));
    await expect(requestDownload(pool, session, 'a.enc', 'base')).rejects.toMatchObject({
      code: 'server-answered',
      facts: { status: 500, message: 'oh' },
    });
  });

  it.each<Odd>([
    ...odd,
    ['without content', json({ message: 'ok' })],
    ['with two contents', { body: '{"file_content":"","file_content":""}' }],
    ['with content that is no base64', json({ file_content: 'Zm9v-_!!' })],
    ['with content that is cut', json({ file_content: 'Zm9vZ' })],
  ])('does not believe an answer that is %s', async (_what, answer) => {
    const { pool, peer } = await serve(answer);
    const received = await requestDownload(pool, session, 'a.enc', 'base');
    await expect(contentOf(received)).rejects.toMatchObject({ code: 'server-misbehaved', facts: peer });
  });

  it('is lost with the connection, never merely short', async () => {
    const server = await serveTls([
      async (visitor) => {
        await visitor.request();
        visitor.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"file_content":"Zm9v');
      },
    ]);
    const received = await requestDownload(await poolFor(server), session, 'a.enc', 'base');
    await expect(contentOf(received)).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('of unknown length is complete only when its JSON is', async () => {
    const script = (text: string) => async (visitor: Visitor) => {
      await visitor.request();
      visitor.socket.end(`HTTP/1.1 200 OK\r\n\r\n${text}`);
    };
    const server = await serveTls([script('{"file_content":"Zm9v"}'), script('{"file_content":"Zm9v"')]);
    const pool = await poolFor(server);
    const whole = await requestDownload(pool, session, 'a.enc', 'base');
    expect(whole.size).toBeNull();
    expect((await contentOf(whole)).toString()).toBe('foo');
    const cut = await requestDownload(pool, session, 'a.enc', 'base');
    await expect(contentOf(cut)).rejects.toMatchObject({ code: 'server-misbehaved' });
  });

  it.each([
    ['before it is read', 0],
    ['in the middle', 1],
  ])('closes its connection when it is left %s', async (_when, pieces) => {
    const gone = Promise.withResolvers<void>();
    const server = await serveTls([
      async (visitor) => {
        visitor.gone.then(gone.resolve);
        await visitor.request();
        await visitor.send('HTTP/1.1 200 OK↵Content-Length: 100000000↵↵{"file_content":"');
        await visitor.sendForever('Zm9v'.repeat(1000));
      },
    ]);
    const { chunks } = await requestDownload(await poolFor(server), session, 'a.enc', 'base');
    for (let count = 0; count < pieces; count += 1) await chunks.next();
    await chunks.return();
    await gone.promise;
  });
});

describe('the logout', () => {
  it.each(['200 OK', '404 Not Found', '500 Oh'])('is content with a %s', async (status) => {
    const { pool, requests } = await serve(json({ message: 'bye' }, status));
    await requestLogout(pool, session);
    expect(requests[0]?.head).toMatch(
      /^POST \/logout HTTP\/1\.1\r\n[\s\S]*Authorization: session-1\r\nContent-Length: 0\r\n\r\n$/,
    );
  });
});

describe('a name that a server of the base level can keep', () => {
  it.each(['a.enc', 'photos_2026-11-22T08-00-00.enc', '~a+b@c', '...', 'a b.txt', 'a:b'])('is %j', (name) => {
    expect(isBaseName(name)).toBe(true);
  });

  it.each(['', '.', '..', ' a', 'a ', 'a/b', 'a\\b', 'a%b', 'a: b', 'é', 'a\n', '\0', '\x7f'])(
    'is not %j',
    (name) => {
      expect(isBaseName(name)).toBe(false);
    },
  );
});
