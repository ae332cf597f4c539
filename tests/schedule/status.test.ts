import { describe, expect, test } from 'vitest';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import type { RunRecord } from '../../src/schedule/history.ts';
import { scheduleStatus } from '../../src/schedule/status/entryStatus.ts';
import { metricsText } from '../../src/schedule/status/metricsText.ts';
import { error, hoursAgo, now, run, uploaded } from './support/uploaded.ts';

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

describe('the state of all', () => {
  const entries = { '/srv': uploaded(3, { path: '/srv' }), '/etc': uploaded(3) };
  const statusOf = (history: RunRecord[]) => scheduleStatus(entries, history, { now, isRunning: false });

  test('is told in the order of the paths', () => {
    expect(statusOf([]).map(({ entry }) => entry.path)).toEqual(['/etc', '/srv']);
  });
  test('tells the last upload of each path, and neither an earlier one nor a run that stored nothing', () => {
    const failed: RunRecord = { ...run, result: 'failed', error };
    const earlier = { ...run, at: hoursAgo(27) };
    expect(statusOf([failed, run, earlier]).map(({ lastUpload }) => lastUpload)).toEqual([run, null]);
  });
  test('tells no time at which a path was due that was never uploaded', () => {
    const [status] = scheduleStatus({ '/etc': newEntry('/etc') }, [], { now, isRunning: false });
    expect(status?.due).toBeNull();
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
