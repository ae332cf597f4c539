import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readZip } from '../../../src/crypto/legacy/zipEntries.ts';
import { entry, zip } from '../../support/legacyArchive.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'));
  path = join(folder, 'legacy.zip');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the entries of a zip are read with their content', async () => {
  await writeFile(path, zip([entry('a', 'stored', 0), entry('b', 'deflated', 8), entry('c', '', 0)]));
  const found: [string, string][] = [];
  for await (const { member, content } of readZip(path, 'x')) {
    const parts: Uint8Array[] = [];
    for await (const part of content()) parts.push(Buffer.from(part));
    found.push([member.path, Buffer.concat(parts).toString()]);
  }
  expect(found).toEqual([
    ['a', 'stored'],
    ['b', 'deflated'],
    ['c', ''],
  ]);
});

// The package that reads zips would throw it past everybody, and end the program.
test('a zip whose directory is said to be beyond all files is refused', async () => {
  const whole = zip([entry('a', 'x', 0)]);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.fill(0x2e, 8, 16);
  await writeFile(path, Buffer.concat([whole.subarray(0, -22), locator, whole.subarray(-22)]));
  await expect(readZip(path, 'x').next()).rejects.toMatchObject({ code: 'legacy-unreadable' });
});
