import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../support/random.ts';
import { intrude, intrudedAccounts, intrudeLate } from './attack/intruders.ts';
import { nameHostilely, namingAccount } from './attack/names.ts';
import { sendShapes, shapingAccount } from './attack/shapes.ts';
import { cheapHash, prepareData, type Serving, startServing } from './serving.ts';

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attack-'));
  const dataFolder = join(folder, 'data');
  await prepareData(dataFolder, [...intrudedAccounts, namingAccount, shapingAccount], cheapHash);
  serving = await startServing(dataFolder);
});

afterAll(async () => {
  await serving.end();
  await rm(folder, { recursive: true, force: true });
});

it('lets nobody in who may not make a request, and tells nobody what others have', async () => {
  const { tried, failures } = await intrude(serving, folder);
  const late = await intrudeLate(serving);
  expect([...failures, ...late.failures]).toEqual([]);
  expect(tried).toBeGreaterThan(400);
});

it('keeps an archive under exactly the name that was given, or refuses it', async () => {
  const { failures } = await nameHostilely(serving, createRandom(1).next, { combinations: 0, step: 3 });
  expect(failures).toEqual([]);
});

it('answers or hangs up whatever the shape of a request, and goes on serving', async () => {
  const { failures } = await sendShapes(serving);
  expect(failures).toEqual([]);
});
