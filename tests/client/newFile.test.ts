import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeNewFile } from '../../src/client/newFile.ts';

test('a file that somebody else made meanwhile is left as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'new-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.enc');
  const chunks = async function* () {
    yield Buffer.from('ours');
    await writeFile(path, 'theirs');
  };
  await expect(writeNewFile(path, chunks())).rejects.toMatchObject({ code: 'file-exists' });
  expect(await readFile(path, 'utf8')).toBe('theirs');
  expect(await readdir(folder)).toEqual(['a.enc']);
});
