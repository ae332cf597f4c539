import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScheduleEntry } from '../../src/schedule/entry.ts';
import { appendRun } from '../../src/schedule/history.ts';
import { lockRuns } from '../../src/schedule/runLock.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { runProgram } from '../support/program.ts';
import { error, run, uploaded } from './support/uploaded.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'secure-client-status-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const today = new Date();
const save = (...entries: ScheduleEntry[]) =>
  saveSchedule(home, Object.fromEntries(entries.map((entry) => [entry.path, entry])));
const status = (...args: string[]) =>
  runProgram(['schedule', 'status', ...args], { SECURE_CLIENT_HOME: home });

test('ends with 0 when all is up to date', async () => {
  await save(uploaded(2, {}, today));
  expect(await status()).toEqual({
    exitCode: 0,
    stdout: 'ok        /etc  last upload 2\u{a0}h ago\n',
    stderr: '',
  });
});

test('ends with 8 when something is late', async () => {
  await save(uploaded(2, {}, today), uploaded(30, { path: '/srv' }, today));
  const { exitCode, stdout } = await status();
  expect(exitCode).toBe(8);
  expect(stdout).toContain('LATE      /srv  last upload 30\u{a0}h ago, due since ');
});

test('ends with the exit code of what failed', async () => {
  await save(uploaded(30, { failures: 4, lastError: error }, today), uploaded(99, { path: '/srv' }, today));
  const { exitCode, stdout } = await status('--json');
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    entries: [
      { path: '/etc', state: 'failed', failures: 4, last_error: error },
      { path: '/srv', state: 'stale' },
    ],
  });
});

test('ends with 0 while the lock of a run shows that it is being uploaded', async () => {
  await save(uploaded(30, {}, today));
  const lock = await lockRuns(home, 'run');
  expect((await status()).exitCode).toBe(0);
  await lock.release();
});

test('takes a grace', async () => {
  await save(uploaded(30, {}, today));
  expect((await status('--grace', '7h')).exitCode).toBe(0);
  expect((await status('--grace', 'soon')).exitCode).toBe(2);
});

test('writes the metrics where everybody may read them', async () => {
  await save(uploaded(2, {}, today));
  await appendRun(home, run);
  const file = join(home, 'backup.prom');
  const umask = process.umask(0o077);
  expect((await status('--metrics', file)).exitCode).toBe(0);
  process.umask(umask);
  expect((await stat(file)).mode & 0o777).toBe(0o644);
  expect(await readFile(file, 'utf8')).toContain('secure_client_schedule_last_bytes{path="/etc"} 4096');
});

test('says where the metrics could not be written', async () => {
  const { exitCode, stdout } = await status('--json', '--metrics', join(home, 'nowhere/backup.prom'));
  expect(exitCode).toBe(10);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'write-refused' } });
});
