import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { exitCodeOfChecks } from '../../src/client/doctor/check.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { lockRuns } from '../../src/schedule/runLock.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { checkSchedule } from '../../src/schedule/status/checkSchedule.ts';
import { temporaryFolder } from '../support/clientHome.ts';
import { foundBy, leftOut, troubles } from './checks.ts';

const now = new Date();
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3600_000);
let home: string;
beforeEach(async () => {
  home = await temporaryFolder();
});
const check = () => checkSchedule(home, now);
const uploaded = (hours: number, change: Partial<ScheduleEntry> = {}): ScheduleEntry => ({
  ...newEntry(home, hoursAgo(1000)),
  lastAttempt: hoursAgo(hours),
  lastSuccess: hoursAgo(hours),
  ...change,
});
const save = (...entries: ScheduleEntry[]) =>
  saveSchedule(home, Object.fromEntries(entries.map((entry) => [entry.path, entry])));
const error = { code: 'connection-refused', message: 'backup refuses connections.' };

test('where nothing is scheduled there is nothing to speak of', async () => {
  const checks = await check();
  expect(troubles(checks)).toEqual([]);
  expect(checks.map(({ id }) => id)).toEqual(['schedule.file', 'schedule.lock']);
});

test('what is up to date is well', async () => {
  await save(uploaded(2));
  expect(troubles(await check())).toEqual([]);
});

test('what is late is a problem of its own', async () => {
  await save(uploaded(30));
  const checks = await check();
  expect(troubles(checks)).toEqual(['schedule.uploads problem upload-late']);
  expect(exitCodeOfChecks(checks)).toBe(8);
});

test('what is late is not while somebody uploads, and the lock says who', async () => {
  await save(uploaded(30));
  const lock = await lockRuns(home, 'watch');
  const checks = await check();
  await lock.release();
  expect(troubles(checks)).toEqual([]);
  expect(checks.at(-1)?.found).toMatchObject({
    code: 'lock-held',
    facts: { runner: 'watch', pid: process.pid },
  });
});

test('what failed in the end has the exit code of its failure; what is tried again is a warning', async () => {
  await save(uploaded(24.2, { failures: 1, lastError: error }));
  expect(troubles(await check())).toEqual(['schedule.uploads warning upload-failed']);
  await save(uploaded(30, { failures: 3, lastError: error }));
  const checks = await check();
  expect(troubles(checks)).toEqual(['schedule.uploads problem upload-failed']);
  expect(exitCodeOfChecks(checks)).toBe(3);
});

test('a path that is gone is a problem, unless it is paused', async () => {
  const path = join(home, 'gone');
  await save(uploaded(2, { path }), uploaded(2));
  expect(troubles(await check())).toEqual(['schedule.sources problem path-not-found']);
  await save(uploaded(2, { path, paused: true }), uploaded(2));
  expect(troubles(await check())).toEqual([]);
});

test('a broken schedule is a problem, and stays where it is', async () => {
  await writeFile(join(home, 'upload_schedule.json'), '[]');
  const checks = await check();
  expect(troubles(checks)).toEqual(['schedule.file problem file-broken']);
  expect(Object.keys(leftOut(checks))).toEqual(['schedule.sources', 'schedule.uploads']);
  expect(await readdir(home)).toEqual(['upload_schedule.json']);
});

test('one that was set aside is a problem until somebody sees to it', async () => {
  await writeFile(join(home, 'upload_schedule.json.broken-2026-11-22'), '[]');
  expect(troubles(await check())).toEqual(['schedule.file problem file-set-aside']);
});

test('a lock that a dead run left behind is a warning, and stays', async () => {
  const owner = { version: 1, id: 'ab', host: hostname(), bootId: 'an earlier one' };
  const rest = { pidNamespace: null, pid: 1, processStart: null, startedAt: hoursAgo(9), purpose: 'run' };
  await mkdir(join(home, 'state'), { recursive: true });
  await writeFile(join(home, 'state/run.lock'), JSON.stringify({ ...owner, ...rest }));
  expect(foundBy(await check(), 'schedule.lock')).toBe('warning lock-stale');
  expect(await readdir(join(home, 'state'))).toEqual(['run.lock']);
});
