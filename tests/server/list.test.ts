import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTestServer } from './support.ts';

/** A server on which alice has `count` archives, uploaded a day apart, `0.enc` first. */
async function serverWith(count: number) {
  const server = await startTestServer();
  const session = await server.sessionOf();
  for (let index = 0; index < count; index += 1) {
    await server.upload(session, `${index}.enc`, 'x'.repeat(index));
    const uploadedAt = new Date(Date.UTC(2026, 0, 1 + index));
    await utimes(join(server.dataFolder, 'archives', 'alice', `${index}.enc`), uploadedAt, uploadedAt);
  }
  return { server, session };
}

it('an account without archives gets 404 and the message that means an empty list', async () => {
  const { server, session } = await serverWith(0);
  const { status, json } = await server.list(session);
  expect([status, json]).toEqual([404, { message: 'No archives found' }]);
});

it('a list is newest first, with names alone for base clients and with sizes and times', async () => {
  const { server, session } = await serverWith(3);
  expect((await server.list(session)).json).toMatchObject({
    archives: ['2.enc', '1.enc', '0.enc'],
    files: [
      { name: '2.enc', size: 2, uploaded_at: '2026-01-03T00:00:00.000Z' },
      { name: '1.enc', size: 1, uploaded_at: '2026-01-02T00:00:00.000Z' },
      { name: '0.enc', size: 0, uploaded_at: '2026-01-01T00:00:00.000Z' },
    ],
  });
});

it('pages follow each other without gap or repetition, also when an archive arrives in between', async () => {
  const { server, session } = await serverWith(5);
  const first = (await server.list(session, '?limit=2')).json;
  expect(first['archives']).toEqual(['4.enc', '3.enc']);
  await server.upload(session, 'new.enc', 'x');
  const second = (await server.list(session, `?limit=2&cursor=${first['next']}`)).json;
  expect(second['archives']).toEqual(['2.enc', '1.enc']);
  const third = (await server.list(session, `?limit=2&cursor=${second['next']}`)).json;
  expect(third['archives']).toEqual(['0.enc']);
  expect(third).not.toHaveProperty('next');
});

it('archives of the same moment have an order too', async () => {
  const { server, session } = await serverWith(3);
  const moment = new Date(Date.UTC(2026, 5, 1));
  for (const name of ['0.enc', '1.enc'])
    await utimes(join(server.dataFolder, 'archives', 'alice', name), moment, moment);
  const first = (await server.list(session, '?limit=1')).json;
  const second = (await server.list(session, `?limit=1&cursor=${first['next']}`)).json;
  expect([first['archives'], second['archives']]).toEqual([['1.enc'], ['0.enc']]);
});

it('a long list comes whole and as one answer, without ever being held as a whole', async () => {
  const { server, session } = await serverWith(1);
  const folder = join(server.dataFolder, 'archives', 'alice');
  const uploadedAt = new Date(Date.UTC(2025, 0, 1));
  const names = Array.from({ length: 1001 }, (_, index) => `${2000 - index}.enc`);
  await Promise.all(
    names.map(async (name) => {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), uploadedAt, uploadedAt);
    }),
  );
  const { headers, json } = await server.list(session);
  expect(headers['content-length']).toBeUndefined();
  expect(json['archives']).toEqual(['0.enc', ...names]);
  expect(json['files']).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: '1000.enc', size: 0 })]),
  );
  expect(json['files']).toHaveLength(1002);
  expect(Object.keys(json)).toEqual(['archives', 'files']);
});

it.each(['?limit=0', '?limit=-1', '?limit=x', '?limit=1001', '?cursor=x', '?cursor=WzEsMl0'])(
  'the query %s is refused',
  async (query) => {
    const { server, session } = await serverWith(1);
    expect((await server.list(session, query)).status).toBe(400);
  },
);
