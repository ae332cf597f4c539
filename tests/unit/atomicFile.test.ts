import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileAtomically } from '../../src/common/atomicFile.ts';
import { temporaryFolder } from '../support/clientHome.ts';

const days = 24 * 60 * 60;

/** Writes `a.json` beside a file that was written so many seconds ago, and tells what is there then. */
async function foundAfterWriting(name: string, age: number): Promise<string[]> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, name), '{"half');
  const then = Date.now() / 1000 - age;
  await utimes(join(folder, name), then, then);
  await writeFileAtomically(join(folder, 'a.json'), '{}');
  return readdir(folder);
}

test('what a writer left that was killed is removed by the next one, a day later', async () => {
  expect(await foundAfterWriting('a.json.0123456789ab.tmp', 2 * days)).toEqual(['a.json']);
});

test('what another writer may be at is left alone', async () => {
  expect(await foundAfterWriting('a.json.0123456789ab.tmp', 60)).toHaveLength(2);
});

test('what belongs to another file, or is of another kind, is left alone', async () => {
  expect(await foundAfterWriting('b.json.0123456789ab.tmp', 2 * days)).toHaveLength(2);
  expect(await foundAfterWriting('a.json.old.tmp', 2 * days)).toHaveLength(2);
});
