import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { appendRun, type RunRecord } from '../../src/schedule/history.ts';
import { lockRuns } from '../../src/schedule/runLock.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { scheduleStatus } from '../../src/schedule/status/entryStatus.ts';
import { metricsText } from '../../src/schedule/status/metricsText.ts';
import { runProgram } from '../support/program.ts';

const hour = 3_600_000;
const now = new Date('2026-11-22T12:00:00Z');
const hoursAgo = (hours: number, from = now) => new Date(from.getTime() - hours * hour);
const uploaded = (hours: number, change: Partial<ScheduleEntry> = {}, from = now): ScheduleEntry => ({
  ...newEntry('/etc', hoursAgo(1000, from)),
  lastAttempt: hoursAgo(hours, from),
  lastSuccess: hoursAgo(hours, from),
  ...change,
});
const run: RunRecord = {
  version: 1,
  at: hoursAgo(3),
  seconds: 12.5,
  path: '/etc',
  runner: 'run',
  result: 'uploaded',
  bytes: 4096,
  attempt: 1,
};
const error = { code: 'connection-refused', message: 'backup refuses connections.' };

describe('the state of a path', () => {
  const stateOf = (entry: ScheduleEntry, options = {}) =>
    scheduleStatus({ [entry.path]: entry }, [], { now, isRunning: false, ...options })[0]?.state;

  test('is fresh until the next upload is due', () => {
    expect(stateOf(uploaded(23))).toBe('fresh');
  });
  test('is due for an hour, and then late', () => {
    expect(stateOf(uploaded(24.5))).toBe('due');
    expect(stateOf(uploaded(25.5))).toBe('stale');
  });
  test('is late only after the grace that was asked for', () => {
    expect(stateOf(uploaded(29), { graceSeconds: 6 * 3600 })).toBe('due');
  });
  test('is not late while somebody uploads, for the first upload may take long', () => {
    expect(stateOf(uploaded(30), { isRunning: true })).toBe('due');
  });
  test('is late while somebody uploads, when a whole interval went by', () => {
    expect(stateOf(uploaded(49), { isRunning: true })).toBe('stale');
  });
  test('is retried after a failure, and failed when that did not help in time', () => {
    expect(stateOf(uploaded(24.2, { failures: 1, lastError: error }))).toBe('retrying');
    expect(stateOf(uploaded(26, { failures: 3, lastError: error }))).toBe('failed');
  });
  test('of one that was never uploaded is late like any other', () => {
    expect(stateOf(newEntry('/etc', hoursAgo(0.5)))).toBe('due');
    expect(stateOf(newEntry('/etc', hoursAgo(2)))).toBe('stale');
  });
  test('is neither while it is paused', () => {
    expect(stateOf(uploaded(500, { paused: true, failures: 9 }))).toBe('paused');
  });
});

describe('metrics', () => {
  const textOf = (entry: ScheduleEntry, history: RunRecord[] = []) =>
    metricsText(scheduleStatus({ [entry.path]: entry }, history, { now, isRunning: false }));
  const samples = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  test('tell times, failures and sizes of each path', async () => {
    const seconds = hoursAgo(3).getTime() / 1000;
    const name = 'secure_client_schedule';
    expect(samples(await textOf(uploaded(3, { failures: 2 }), [run]))).toEqual([
      `${name}_last_success_timestamp_seconds{path="/etc"} ${seconds}`,
      `${name}_due_timestamp_seconds{path="/etc"} ${seconds + 24 * 3600}`,
      `${name}_failures{path="/etc"} 2`,
      `${name}_last_duration_seconds{path="/etc"} 12.5`,
      `${name}_last_bytes{path="/etc"} 4096`,
      `${name}_paused{path="/etc"} 0`,
    ]);
  });
  test('tell 0 for never, so that an alert on the age fires', async () => {
    expect(await textOf(newEntry('/etc'))).toContain('last_success_timestamp_seconds{path="/etc"} 0\n');
  });
  test('escape what means something in a label', async () => {
    const path = '/a"b\\c\nd é';
    expect(samples(await textOf({ ...newEntry('/etc'), path }))[0]).toContain('{path="/a\\"b\\\\c\\nd é"}');
  });
});

describe('schedule status', () => {
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
});
