import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { saveConfig } from '../../src/config/config.ts';
import type { Hooks } from '../../src/config/hooks.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import type { RunRecord } from '../../src/schedule/history.ts';
import type { HookEvent } from '../../src/schedule/hooks/hookDocument.ts';
import type { HookResult } from '../../src/schedule/hooks/hookResult.ts';
import { createRunObserver, type RunObserver } from '../../src/schedule/hooks/runObserver.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { describeError } from '../../src/text/describeError.ts';

const now = new Date('2026-11-22T12:00:00Z');

let home: string;
let called: HookResult[];
let calledAt: HookEvent[];
let observer: RunObserver;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'secure-client-observer-'));
  called = [];
  calledAt = [];
  observer = createRunObserver({
    home,
    now: () => now,
    describe: (error) => describeError(error, 'en'),
    onHook: (event, result) => {
      called.push(result);
      calledAt.push(event);
    },
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

function upload(entry: ScheduleEntry = fresh, noted: RunRecord = record): void {
  observer.onEvent({ outcome: 'started', entry });
  const result = {
    name: 'etc.enc',
    bytes: 1,
    sealedBytes: 2,
    entries: 1,
    warnings: [],
    mode: 'client' as const,
  };
  observer.onEvent({ outcome: 'uploaded', result, entry, record: noted, pruneError: null });
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
    expect(calledAt).toEqual(['started', 'succeeded']);
    expect(called).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test('all that was noted of an upload, and null for what was not', async () => {
    await saveSchedule(home, { '/etc': fresh });
    const facts = { bytes: 7, entries: 2, warnings: [{ path: 'a', problem: 'changed while it was read' }] };
    upload(fresh, { ...record, archive: 'etc.enc', sealedBytes: 9, ...facts });
    upload();
    observer.onLooked();
    const plain = {
      path: '/etc',
      at: now.toISOString(),
      seconds: 1,
      runner: 'run',
      result: 'uploaded',
      attempt: 1,
    };
    expect((await told())[1]?.['runs']).toEqual([
      { ...plain, ...facts, archive: 'etc.enc', sealed_bytes: 9, error: null },
      { ...plain, archive: null, bytes: null, sealed_bytes: null, entries: null, warnings: [], error: null },
    ]);
  });

  test('of no success when what began was not finished', async () => {
    await saveSchedule(home, { '/etc': fresh });
    observer.onEvent({ outcome: 'started', entry: fresh });
    expect(observer.isRunning).toBe(true);
    observer.onLooked();
    expect(await events()).toEqual(['started']);
    expect(observer.isRunning).toBe(false);
  });

  test('nothing when nothing was due, though the lock of a dead run was taken over', async () => {
    const owner = { version: 1, id: '0', host: 'h', bootId: null, pidNamespace: null } as const;
    const process = { pid: 7, processStart: null, startedAt: now, purpose: 'run' };
    observer.onEvent({ outcome: 'healed', owner: { ...owner, ...process } });
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
    expect(await told()).toEqual([]);
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

  test('of what broke a run off before anything was uploaded', async () => {
    observer.onCrash(new TypeError('x is not a function'));
    expect(await told()).toMatchObject([{ event: 'crashed', error: { code: 'bug' }, runs: [] }]);
  });
});

test('a check is told what went wrong in one line, the path first', async () => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.end();
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await useHooks({ ping: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  fail(5);
  upload();
  const interruption = new UserError('interrupted', {});
  observer.onCrash(interruption);
  await observer.settled();
  expect(bodies).toEqual([
    '',
    '/etc: No. (connection-refused)',
    `${describeError(interruption, 'en').message} (interrupted)`,
  ]);
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
    expect((await stat(join(home, 'state'))).mode & 0o777).toBe(0o700);
  });

  test('and one that does not are in the log, a line each', async () => {
    await useHooks({ on_start: [{ command: 'echo one' }, { command: 'echo two; exit 4' }] });
    upload();
    await observer.settled();
    const lines = (await readFile(join(home, 'state/hooks.ndjson'), 'utf8')).trimEnd().split('\n');
    const common = { version: 1, at: now.toISOString(), event: 'started', target: '/bin/sh' };
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...common, ok: true, outcome: 'exit 0', output: 'one' },
      { ...common, ok: false, outcome: 'exit 4', output: 'two' },
    ]);
  });

  test('is the first in a new log when the log has 256 KiB', async () => {
    await useHooks({ on_start: [{ command: 'exit 4' }] });
    const state = join(home, 'state');
    const old = 'x'.repeat(256 * 1024);
    await mkdir(state);
    await writeFile(join(state, 'hooks.1.ndjson'), 'older');
    await writeFile(join(state, 'hooks.ndjson'), old);
    upload();
    await observer.settled();
    expect(await readFile(join(state, 'hooks.1.ndjson'), 'utf8')).toBe(old);
    expect(await readFile(join(state, 'hooks.ndjson'), 'utf8')).toMatch(/^\{.*"exit 4".*\}\n$/);
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
