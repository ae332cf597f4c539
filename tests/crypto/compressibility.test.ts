import { randomBytes } from 'node:crypto';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compressedPart } from '../../src/crypto/pack/compressibility.ts';
import { storage, workFolder } from './support/archives.ts';

const mebibyte = 1024 * 1024;
const text = (length: number) => Buffer.alloc(length, 'GET /index.html 200\nPOST /login 302\n');

/** What is said of a folder that holds these files. */
async function partOf(files: Readonly<Record<string, Buffer>>): Promise<number> {
  const folder = await workFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return compressedPart(await storage.plan([folder]));
}

test('of text little remains, of noise all of it', async () => {
  expect(await partOf({ 'access.log': text(mebibyte) })).toBeLessThan(0.1);
  expect(await partOf({ 'photo.jpg': randomBytes(mebibyte) })).toBe(1);
});

test('every byte of the files counts alike, wherever it is', async () => {
  const mixed = { 'a.jpg': randomBytes(6 * mebibyte), 'b.log': text(2 * mebibyte) };
  expect(await partOf(mixed)).toBeCloseTo(0.75, 1);
  const small = Array.from({ length: 300 }, (_, number) => [`${number}.txt`, text(2000)] as const);
  expect(await partOf(Object.fromEntries(small))).toBeLessThan(0.2);
});

test('nothing is read of more than 64 places, however large a file is', async () => {
  const folder = await workFolder();
  const path = join(folder, 'sparse');
  await writeFile(path, '');
  // Reading all of it would take longer than any test may.
  await truncate(path, 8 * 1024 ** 4);
  expect(await compressedPart(await storage.plan([path]))).toBeLessThan(0.01);
});

test('what is empty, or cannot be read, is not said to compress', async () => {
  expect(await partOf({ empty: Buffer.alloc(0) })).toBe(1);
  const folder = await workFolder();
  await writeFile(join(folder, 'gone'), text(1000));
  const plan = await storage.plan([folder]);
  await rm(join(folder, 'gone'));
  expect(await compressedPart(plan)).toBe(1);
});
