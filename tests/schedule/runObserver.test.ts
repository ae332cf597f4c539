import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { saveConfig } from '../../src/config/config.ts';
import type { Hooks } from '../../src/config/hooks.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import type { RunRecord } from '../../src/schedule/history.ts';
import type { HookResult } from '../../src/schedule/hooks/hookResult.ts';
import { createRunObserver, type RunObserver } from '../../src/schedule/hooks/runObserver.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { describeError } from '../../src/text/describeError.ts';

const now = new Date('2026-11-22T12:00:00Z');

let home: string;
let called: HookResult[];
let observer: RunObserver;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'secure-client-observer-'));
  called = [];
  observer = createRunObserver({
    home,
    now: () => now,
    describe: (error) => describeError(error, 'en'),
    onHook: (_event, result) => called.push(result),
  });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const note = (name: string) => ({
  command: ['/bin/sh', '-c', 'cat >> "$0"; echo >> "$0"', join(home, name)] as [string, ...string[]],
});
const useHooks = (hooks: Hooks) => saveConfig(home, { version: 1, hooks });
const noteAll = () =>
  useHooks({ on_start: [note('told')], on_success: [note('told')], on_failure: [note('told')] });
async function told(): Promise<Record<string, unknown>[]> {
  await observer.settled();
  const text = await readFile(join(home, 'told'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
}
const events = async () => (await told()).map(({ event }) => event);

const fresh: ScheduleEntry = { ...newEntry('/etc'), lastAttempt: now, lastSuccess: now };
const record: RunRecord = {
  version: 1,
  at: now,
  seconds: 1,
  path: '/etc',
  runner: 'run',
  result: 'uploaded',
  attempt: 1,
};

function upload(entry: ScheduleEntry = fresh): void {
  observer.onEvent({ outcome: 'started', entry });
  const result = {
    name: 'etc.enc',
    bytes: 1,
    sealedBytes: 2,
    entries: 1,
    warnings: [],
    mode: 'client' as const,
  };
  observer.onEvent({ outcome: 'uploaded', result, entry, record, pruneError: null });
}
function fail(failures: number): void {
  const entry = { ...fresh, failures };
  observer.onEvent({ outcome: 'started', entry });
  const failed: RunRecord = {
    ...record,
    result: 'failed',
    error: { code: 'connection-refused', message: 'No.' },
  };
  observer.onEvent({ outcome: 'failed', error: new Error(), entry, record: failed, pruneError: null });
}

describe('hooks are told', () => {
  beforeEach(noteAll);

  test('that a run began, and that it ended well, with what it stored', async () => {
    await saveSchedule(home, { '/etc': fresh });
    upload();
    observer.onLooked();
    const documents = await told();
    expect(documents).toMatchObject([
      { version: 1, event: 'started', home, runs: [], error: null },
      { version: 1, event: 'succeeded', runs: [{ path: '/etc', result: 'uploaded', runner: 'run' }] },
    ]);
  });

  test('nothing when nothing was due', async () => {
    observer.onLooked();
    expect(await told()).toEqual([]);
  });

  test('of a failure only when trying again has not helped', async () => {
    await saveSchedule(home, { '/etc': { ...fresh, failures: 1 } });
    fail(1);
    observer.onLooked();
    expect(await events()).toEqual(['started']);
    fail(5);
    observer.onLooked();
    expect((await told()).slice(1)).toMatchObject([
      { event: 'started' },
      { event: 'failed', error: { code: 'connection-refused' }, runs: [{ path: '/etc', result: 'failed' }] },
    ]);
  });

  test('of no success while another path is in a state of failure', async () => {
    await saveSchedule(home, { '/etc': fresh, '/srv': { ...newEntry('/srv'), failures: 1 } });
    upload();
    observer.onLooked();
    expect(await events()).toEqual(['started']);
  });

  test('of a success although a paused path once failed', async () => {
    await saveSchedule(home, { '/etc': fresh, '/srv': { ...newEntry('/srv'), failures: 1, paused: true } });
    upload();
    observer.onLooked();
    expect(await events()).toEqual(['started', 'succeeded']);
  });

  test('of a lock only when it has been held for so long that its owner must hang, and once', async () => {
    const held = (hours: number) =>
      new UserError('locked', {
        runner: 'run',
        pid: 7,
        host: 'h',
        since: new Date(now.getTime() - hours * 3_600_000),
      });
    observer.onLocked(held(3));
    observer.onLocked(held(13));
    observer.onLocked(held(13));
    expect(await told()).toMatchObject([{ event: 'locked', error: { code: 'locked' } }]);
  });

  test('of what broke a run off, with what was stored before', async () => {
    upload();
    observer.onCrash(new TypeError('x is not a function'));
    expect((await told())[1]).toMatchObject({
      event: 'crashed',
      error: { code: 'bug' },
      runs: [{ path: '/etc' }],
    });
    expect(observer.isRunning).toBe(false);
  });
});

describe('a hook that fails', () => {
  test('is reported and logged, and keeps the others from nothing', async () => {
    await useHooks({ on_start: [{ command: 'echo no mail today; exit 4' }, note('told')] });
    upload();
    await observer.settled();
    expect(called).toMatchObject([{ ok: false, outcome: 'exit 4', output: 'no mail today' }, { ok: true }]);
    expect(await events()).toEqual(['started']);
    const log = join(home, 'state/hooks.ndjson');
    expect(await readFile(log, 'utf8')).toContain('no mail today');
    expect((await stat(log)).mode & 0o777).toBe(0o600);
  });

  test('because the configuration is broken is reported too', async () => {
    await writeFile(join(home, 'config.json'), '{');
    upload();
    await observer.settled();
    expect(called).toMatchObject([{ ok: false, target: 'config.json' }]);
  });
});

describe('the metrics file', () => {
  test('is written after each run, whatever became of it', async () => {
    await saveConfig(home, { version: 1, metrics_file: join(home, 'metrics/backup.prom') });
    await mkdir(join(home, 'metrics'));
    await saveSchedule(home, { '/etc': { ...fresh, failures: 2 } });
    fail(2);
    observer.onLooked();
    await observer.settled();
    expect(called).toEqual([]);
    const text = await readFile(join(home, 'metrics/backup.prom'), 'utf8');
    expect(text).toContain('\nsecure_client_schedule_failures{path="/etc"} 2\n');
  });

  test('that cannot be written is reported', async () => {
    await saveConfig(home, { version: 1, metrics_file: join(home, 'nowhere/backup.prom') });
    upload();
    observer.onLooked();
    await observer.settled();
    expect(called).toMatchObject([{ ok: false, target: join(home, 'nowhere/backup.prom') }]);
  });
});
