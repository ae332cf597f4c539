import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeConfig, loadConfig, peekConfig } from '../../src/config/config.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'config-'));
  file = join(home, 'config.json');
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('changes made at the same moment do not undo each other', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `nas${index}`);
  const office = { host: 'nas', port: 443, username: 'ada' };
  await Promise.all(
    names.map((name) =>
      changeConfig(home, (config) => ({ ...config, profiles: { ...config.profiles, [name]: office } })),
    ),
  );
  expect(Object.keys((await loadConfig(home)).profiles ?? {}).sort()).toEqual(names.sort());
  expect(await readdir(join(home, 'state'))).toEqual([]);
});

test('a change that changes nothing writes nothing, so that the home may be read-only', async () => {
  await writeFile(file, '{"host":"nas"}');
  await chmod(home, 0o500);
  await changeConfig(home, (config) => ({ ...config, host: 'nas' }));
  expect(await readdir(home)).toEqual(['config.json']);
});

test('the name of the schema, which editors want, stays in the file', async () => {
  await writeFile(file, '{"$schema":"./config.schema.json","version":1}');
  await changeConfig(home, (config) => ({ ...config, language: 'fr' }));
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    $schema: './config.schema.json',
    version: 1,
    language: 'fr',
  });
});

test('whoever only looks leaves a broken file where it is', async () => {
  await writeFile(file, '{"host":');
  expect(await peekConfig(home)).toEqual({ version: 1 });
  expect(await readdir(home)).toEqual(['config.json']);
});
