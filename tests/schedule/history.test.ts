import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendRun, type RunRecord, readHistory } from '../../src/schedule/history.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'history-'));
  file = join(home, 'state/history.ndjson');
});
afterEach(() => rm(home, { recursive: true, force: true }));

function run(index: number, facts: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 1,
    at: new Date(Date.UTC(2026, 0, 1) + index * 60_000),
    seconds: 1.5,
    path: `/path/${index % 3}`,
    runner: 'run',
    result: 'uploaded',
    archive: `a-${index}.enc`,
    bytes: 10,
    sealedBytes: 20,
    entries: 1,
    attempt: 1,
    ...facts,
  };
}

test('what is written is read, the newest first', async () => {
  const failed = run(2, {
    result: 'failed',
    error: { code: 'disk-full', message: 'Full.' },
    warnings: [{ path: '/a', problem: 'unreadable' }],
    remarks: ['lock-healed'],
  });
  for (const record of [run(0), run(1), failed]) await appendRun(home, record);
  expect(await readHistory(home)).toEqual([failed, run(1), run(0)]);
});

test.for([
  ['the screens', { runner: 'screens' }],
  ['schedule run --watch', { runner: 'watch' }],
  ['schedule run --now, after which old archives stayed', { runner: 'now', remarks: ['not-pruned'] }],
  ['a time to come', { result: 'unchanged', remarks: ['clock-was-ahead'] }],
  ['an upload after which old archives went', { removed: 3 }],
] as const)('a run of %s is read as it was written', async ([, facts]) => {
  await appendRun(home, run(0, facts));
  expect(await readHistory(home)).toEqual([run(0, facts)]);
});

test('each run is one line of JSON, in a file that its owner alone reads', async () => {
  await appendRun(home, run(0));
  await appendRun(home, run(1));
  const lines = (await readFile(file, 'utf8')).split('\n');
  expect(lines).toEqual([JSON.stringify(run(0)), JSON.stringify(run(1)), '']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('one path, and so many runs, can be asked for', async () => {
  for (let index = 0; index < 9; index += 1) await appendRun(home, run(index));
  const runs = await readHistory(home, { path: '/path/1', limit: 2 });
  expect(runs.map(({ archive }) => archive)).toEqual(['a-7.enc', 'a-4.enc']);
});

test('no history is an empty one', async () => {
  expect(await readHistory(home)).toEqual([]);
});

test('one that cannot be read is said, and not taken for an empty one', async () => {
  await mkdir(file, { recursive: true });
  await expect(readHistory(home)).rejects.toMatchObject({ code: 'path-unreadable' });
});

test('a line that a power cut tore costs that line alone', async () => {
  await appendRun(home, run(0));
  await appendRun(home, run(1));
  await truncate(file, (await readFile(file)).length - 30);
  await appendRun(home, run(2));
  expect(await readHistory(home)).toEqual([run(2), run(0)]);
});

test('a file that is not full is written on', async () => {
  for (let index = 0; index < 6; index += 1) await appendRun(home, run(index));
  expect(await readdir(join(home, 'state'))).toEqual(['history.ndjson']);
  expect(await readHistory(home)).toHaveLength(6);
});

test('a file that is full and cannot be set aside is said', async () => {
  await mkdir(join(home, 'state/history.4.ndjson/no file'), { recursive: true });
  await writeFile(join(home, 'state/history.3.ndjson'), '');
  await writeFile(file, `${'x'.repeat(1024 * 1024)}\n`);
  await expect(appendRun(home, run(0))).rejects.toMatchObject({ code: 'write-refused' });
});

test('so many runs are read and no more, though older files have some too', async () => {
  await appendRun(home, run(0));
  await appendFile(file, `${'x'.repeat(1024 * 1024)}\n`);
  await appendRun(home, run(1));
  expect(await readHistory(home, { limit: 1 })).toEqual([run(1)]);
  expect(await readHistory(home, { limit: 2 })).toEqual([run(1), run(0)]);
});

test('a file that is full makes room for a new one; the oldest go', async () => {
  for (let index = 0; index < 7; index += 1) {
    await appendRun(home, run(index));
    await appendFile(file, `${'x'.repeat(1024 * 1024)}\n`);
  }
  await appendRun(home, run(7));
  expect((await readdir(join(home, 'state'))).sort()).toEqual([
    'history.1.ndjson',
    'history.2.ndjson',
    'history.3.ndjson',
    'history.4.ndjson',
    'history.ndjson',
  ]);
  const archives = (await readHistory(home)).map(({ archive }) => archive);
  expect(archives).toEqual(['a-7.enc', 'a-6.enc', 'a-5.enc', 'a-4.enc', 'a-3.enc']);
});
