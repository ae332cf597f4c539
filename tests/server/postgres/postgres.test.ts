import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Postgres } from '../../../src/server/postgres/postgres.ts';
import type { Part } from '../../../src/server/postgres/schema.ts';
import { hasPostgres, testDatabase } from '../../support/postgres.ts';
import { createProxy } from '../../support/proxy.ts';

const things: Part = { name: 'things', steps: ['CREATE TABLE things (size bigint NOT NULL)'] };
const sizeRow = z.object({ size: z.number() });

async function open(url: string, parts: readonly Part[] = [things]): Promise<Postgres> {
  const postgres = await Postgres.open(url, parts, () => undefined);
  onTestFinished(() => postgres.close());
  return postgres;
}

describe.skipIf(!hasPostgres())('the database that servers share', () => {
  it('gives rows as their schema reads them, and 64-bit integers as numbers', async () => {
    const postgres = await open(await testDatabase());
    expect(await postgres.run('INSERT INTO things VALUES ($1), ($2)', [2 ** 40, 1])).toBe(2);
    expect(await postgres.query('SELECT size FROM things ORDER BY size', [], sizeRow)).toEqual([
      { size: 1 },
      { size: 2 ** 40 },
    ]);
    await expect(postgres.query("SELECT 'a' AS size", [], sizeRow)).rejects.toThrow(z.ZodError);
  });

  it('does all of a transaction or nothing', async () => {
    const postgres = await open(await testDatabase());
    const failing = postgres.transaction(async (queries) => {
      await queries.run('INSERT INTO things VALUES (1)', []);
      throw new RangeError('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await postgres.query('SELECT size FROM things', [], sizeRow)).toEqual([]);
  });

  it('makes its tables once, however many servers start at the same time', async () => {
    const url = await testDatabase();
    const servers = await Promise.all([open(url), open(url), open(url)]);
    for (const postgres of servers) await postgres.run('INSERT INTO things VALUES (1)', []);
  });

  it('brings older tables up to date, and refuses those of a newer version', async () => {
    const url = await testDatabase();
    const newer = { name: 'things', steps: [...things.steps, 'ALTER TABLE things ADD COLUMN colour text'] };
    await open(url);
    const postgres = await open(url, [newer]);
    expect(await postgres.run('INSERT INTO things VALUES (1, $1)', ['red'])).toBe(1);
    await expect(open(url)).rejects.toMatchObject({
      code: 'database-refused',
      facts: { reason: 'its version 2 of things is newer than this program' },
    });
  });

  it('answers 503 while the connection is lost, and goes on when it is back', async () => {
    const direct = await testDatabase();
    const line = await createProxy(() => Number(new URL(direct).port));
    onTestFinished(() => line.close());
    const url = new URL(direct);
    url.port = String(line.port);
    const postgres = await open(url.href);
    const interrupted = postgres.transaction(async (queries) => {
      line.cut();
      await queries.run('SELECT pg_sleep(1)', []);
    });
    await expect(interrupted).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
    await postgres.check();
  });

  it('says at the start that it does not answer, or will not', async () => {
    const url = new URL(await testDatabase());
    url.pathname = '/nowhere';
    await expect(open(url.href)).rejects.toMatchObject({
      code: 'database-refused',
      facts: { reason: 'database "nowhere" does not exist' },
    });
    url.port = '1';
    url.password = 'secret';
    await expect(open(url.href)).rejects.toMatchObject({
      code: 'database-away',
      facts: {
        database: 'postgres://postgres@127.0.0.1:1/nowhere',
        reason: 'connect ECONNREFUSED 127.0.0.1:1',
      },
    });
  });
});
