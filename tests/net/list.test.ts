import { describe, expect, it } from 'vitest';
import type { SessionId } from '../../src/net/api.ts';
import type { ConnectionPool } from '../../src/net/connectionPool.ts';
import { requestList } from '../../src/net/list.ts';
import { json, type Odd, odd, serve } from './support/answers.ts';
import { poolFor } from './support/client.ts';
import { serveTls } from './support/server.ts';

const session = 'session-1' as SessionId;
const list = (pool: ConnectionPool) => requestList(pool, session, { isDetailed: true });

describe('the list', () => {
  it('of a server that has not announced more has names only, whatever else it sends', async () => {
    const files = [{ name: 'c.enc', size: 1, uploaded_at: '2026-11-22T08:00:00Z' }];
    const answer = json({ archives: ['a.enc', 'b.enc'], files, next: 'more' });
    const { pool, requests } = await serve(answer);
    expect(await requestList(pool, session, { isDetailed: false })).toEqual([
      { name: 'a.enc', size: null, uploadedAt: null },
      { name: 'b.enc', size: null, uploadedAt: null },
    ]);
    expect(requests[0]?.head).toMatch(
      /^GET \/get-files HTTP\/1\.1\r\nHost: [^\r]*\r\nAuthorization: session-1\r\n\r\n$/,
    );
  });

  it('has sizes and times where the server tells them, in UTC however that is written', async () => {
    const files = [
      { name: 'a.enc', size: 5, uploaded_at: '2026-11-22T08:00:00Z', sha256: 'x' },
      { name: 'b.enc', size: 0, uploaded_at: '2026-11-22T08:00:00.5+00:00' },
    ];
    const { pool } = await serve(json({ archives: ['a.enc', 'b.enc'], files }));
    expect(await list(pool)).toEqual([
      { name: 'a.enc', size: 5, uploadedAt: new Date('2026-11-22T08:00:00Z') },
      { name: 'b.enc', size: 0, uploadedAt: new Date('2026-11-22T08:00:00.500Z') },
    ]);
  });

  it('goes through all pages, over one connection', async () => {
    const file = (name: string) => ({ name, size: 1, uploaded_at: '2026-11-22T08:00:00Z' });
    const { pool, requests, connections } = await serve(
      json({ files: [file('a')], next: 'n+1/=&' }),
      json({ files: [file('b')], next: 'n2' }),
      json({ files: [file('c')] }),
    );
    expect((await list(pool)).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(requests.map(({ head }) => head.split(' ')[1])).toEqual([
      '/get-files?limit=1000',
      '/get-files?limit=1000&cursor=n%2B1%2F%3D%26',
      '/get-files?limit=1000&cursor=n2',
    ]);
    expect(connections()).toBe(1);
  });

  it('is empty when the server finds no archives', async () => {
    const { pool } = await serve(json({ message: 'No archives found' }, '404 Not Found'));
    expect(await list(pool)).toEqual([]);
  });

  it('is not empty when there is no such server', async () => {
    const { pool } = await serve({ body: '<h1>Not Found</h1>', status: '404 Not Found' });
    await expect(list(pool)).rejects.toMatchObject({
      code: 'server-answered',
      facts: { status: 404 },
    });
  });

  it.each(['401 Unauthorized', '403 Forbidden'])(
    'fails with a %s when the session has ended',
    async (status) => {
      const { pool } = await serve(json({ message: 'no' }, status));
      await expect(list(pool)).rejects.toMatchObject({ code: 'session-ended' });
    },
  );

  it.each<Odd>([
    ...odd.filter(([what]) => what !== 'an array'),
    ['names that are no text', json({ archives: [5] })],
    ['a size below zero', json({ files: [{ name: 'a', size: -1, uploaded_at: '2026-11-22T08:00:00Z' }] })],
    ['a time that is none', json({ files: [{ name: 'a', size: 1, uploaded_at: 'yesterday' }] })],
    ['a cursor with a lone surrogate', json({ archives: ['a'], next: '\ud800' })],
    ['a name without end', json({ archives: ['x'.repeat(1000)] })],
    ['an empty page before another', json({ archives: [], next: 'n' })],
  ])('does not believe an answer that is %s', async (_what, answer) => {
    const { pool } = await serve(answer);
    await expect(list(pool)).rejects.toMatchObject({ code: 'server-misbehaved' });
  });

  it('names each archive once, and what the server sends of it first', async () => {
    const file = (size: number) => ({ name: 'a', size, uploaded_at: '2026-11-22T08:00:00Z' });
    const { pool } = await serve(json({ files: [file(1), file(2)] }));
    expect(await list(pool)).toMatchObject([{ name: 'a', size: 1 }]);
  });

  it('whose pages lead in a circle is refused at the first that brings nothing new', async () => {
    const page = (name: string, next: string) => json({ archives: [name], next });
    const { pool, requests } = await serve(page('a', '2'), page('b', '1'), page('a', '2'), page('b', '1'));
    await expect(list(pool)).rejects.toMatchObject({
      code: 'server-misbehaved',
      facts: { reason: 'a list that repeats itself' },
    });
    expect(requests.length).toBe(3);
  });

  it('that goes on and on is given up when its time is over', async () => {
    let number = 0;
    const server = await serveTls([
      async (visitor) => {
        for (;;) {
          number += 1;
          await visitor.answer(JSON.stringify({ archives: [`${number}`], next: `${number}` }));
        }
      },
    ]);
    await expect(list(await poolFor(server, { work: 50 }))).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { stage: 'answer', seconds: 0.05 },
    });
  });

  it('is cancelled between its pages', async () => {
    const abort = new AbortController();
    const server = await serveTls([
      async (visitor) => {
        await visitor.answer(JSON.stringify({ archives: ['a'], next: 'b' }));
        await visitor.request();
        abort.abort();
      },
    ]);
    const listing = requestList(await poolFor(server), session, { isDetailed: true, signal: abort.signal });
    await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    ['of many values', `{"archives":[${'1,'.repeat(600_000)}1]}`, 'JSON of too many values'],
    ['that goes deep', `{"archives":${'['.repeat(600_000)}`, 'JSON that goes too deep'],
  ])('%s is refused before it fills the memory', async (_what, body, reason) => {
    const { pool } = await serve({ body });
    await expect(list(pool)).rejects.toMatchObject({ code: 'server-misbehaved', facts: { reason } });
  });

  it('without end is refused after 16 MiB', async () => {
    const server = await serveTls([
      async (visitor) => {
        await visitor.request();
        await visitor.send('HTTP/1.1 200 OK↵Transfer-Encoding: chunked↵↵');
        await visitor.sendForever(`10000↵${' '.repeat(0x10000)}↵`);
      },
    ]);
    await expect(list(await poolFor(server))).rejects.toMatchObject({
      code: 'server-misbehaved',
      facts: { reason: 'an answer of more than 16 MiB' },
    });
  });

  it('shows no character of a message that could move the cursor', async () => {
    const { pool } = await serve(json({ message: '\x1b[2J\u202egone\r\n' }, '500 Oh'));
    await expect(list(pool)).rejects.toMatchObject({
      facts: { status: 500, message: '\ufffd[2J\ufffdgone\ufffd\ufffd' },
    });
  });
});
