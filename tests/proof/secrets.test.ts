import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchAfter } from './secrets/index.ts';
import { needlesOf } from './secrets/needles.ts';
import { search } from './secrets/search.ts';
import { shortSession } from './secrets/session.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('after a login, uploads and a crash no secret lies where it does not belong', async () => {
  const { finds, stage, files } = await searchAfter(join(folder, 'session'), 1, shortSession);
  expect(finds).toEqual([]);
  expect(stage.runs).toBe(Object.keys(shortSession).length);
  expect(files).toBeGreaterThan(20);
});

test('the search finds a secret in each of its forms, but where it belongs', async () => {
  const place = join(folder, 'planted');
  await mkdir(place);
  const secret = {
    name: 'it',
    bytes: Buffer.from('pass é"\\ word'),
    belongs: (path: string) => path === 'home',
  };
  const texts = [
    'pass é"\\ word',
    'x{"password":"pass é\\"\\\\ word"}',
    Buffer.from('..pass é"\\ word').toString('base64'),
    Buffer.from('.pass é"\\ word!').toString('base64url'),
    Buffer.from('pass é"\\ word').toString('hex'),
    Buffer.from('pass é"\\ word', 'utf16le'),
    new URLSearchParams({ password: 'pass é"\\ word' }).toString(),
    encodeURIComponent('pass é"\\ word'),
  ];
  for (const [index, text] of texts.entries()) await writeFile(join(place, String(index)), text);
  await writeFile(join(place, 'home'), secret.bytes);
  const { finds, files } = await search(place, needlesOf(secret));
  expect(files).toBe(texts.length + 1);
  expect(new Set(finds.map((find) => find.split(' ').at(-1)))).toEqual(new Set(Object.keys(texts)));
});
