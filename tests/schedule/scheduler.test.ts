import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { UploadResult, Warning } from '../../src/client/types.ts';
import { UserError } from '../../src/common/errors.ts';
import { thisProcess } from '../../src/common/processes.ts';
import { editSchedule, removeFromSchedule } from '../../src/schedule/entries.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { readHistory } from '../../src/schedule/history.ts';
import { lockRuns, runningOwner } from '../../src/schedule/runLock.ts';
import { loadSchedule, saveSchedule } from '../../src/schedule/scheduleFile.ts';
import {
  checkAndUploadScheduledFiles,
  type ScheduleEvent,
  type ScheduleRunOptions,
  type Scheduler,
  type SchedulerOptions,
  startScheduler,
} from '../../src/schedule/scheduler.ts';

let home: string;
let now: Date;
let uploads: string[];
let failing: Set<string>;
let warnings: Warning[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scheduler-'));
  now = new Date('2026-11-22T12:00:00Z');
  uploads = [];
  failing = new Set();
  warnings = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};

async function schedule(...entries: (Partial<ScheduleEntry> & { path: string })[]): Promise<void> {
  const all = entries.map((facts) => ({ ...newEntry(facts.path), ...facts }));
  await saveSchedule(home, Object.fromEntries(all.map((entry) => [entry.path, entry])));
}

async function upload({ path }: ScheduleEntry): Promise<UploadResult> {
  uploads.push(path);
  if (failing.has(path)) throw new UserError('connection-refused', { host: 'backup', port: 8443 });
  return {
    mode: 'client',
    name: `archive-${uploads.length}.enc`,
    bytes: 1,
    sealedBytes: 2,
    entries: 1,
    warnings,
  };
}

const base = () => ({
  home,
  runner: 'run' as const,
  upload,
  describe: (error: unknown) => ({ code: (error as UserError).code, message: 'No.' }),
  onEvent: () => {},
  now: () => now,
});
const look = (options: Partial<ScheduleRunOptions> = {}) =>
  checkAndUploadScheduledFiles({ ...base(), signal: new AbortController().signal, ...options });

describe('a run', () => {
  test('notes the start of a success, and what was stored', async () => {
    await schedule({ path: '/etc' });
    const startedAt = now;
    await look({
      async upload(entry) {
        later(90);
        return upload(entry);
      },
    });
    expect(await loadSchedule(home)).toMatchObject({ '/etc': { lastSuccess: startedAt } });
    expect(await readHistory(home)).toMatchObject([
      {
        at: startedAt,
        path: '/etc',
        runner: 'run',
        result: 'uploaded',
        archive: 'archive-1.enc',
        attempt: 1,
      },
    ]);
  });

  test('tells what begins, and what became of it', async () => {
    await schedule({ path: '/a' }, { path: '/b' });
    failing.add('/a');
    const events: ScheduleEvent[] = [];
    await look({ onEvent: (event) => events.push(event) });
    const [failed, uploaded] = (await readHistory(home)).toReversed();
    expect(events).toEqual([
      { outcome: 'started', entry: newEntry('/a') },
      expect.objectContaining({
        outcome: 'failed',
        error: expect.objectContaining({ code: 'connection-refused' }),
        entry: expect.objectContaining({ path: '/a', failures: 1 }),
        record: failed,
      }),
      { outcome: 'started', entry: newEntry('/b') },
      expect.objectContaining({
        outcome: 'uploaded',
        result: expect.objectContaining({ name: 'archive-2.enc' }),
        entry: expect.objectContaining({ path: '/b', lastSuccess: now }),
        record: uploaded,
        pruneError: null,
      }),
    ]);
  });

  test('leaves for another time what is postponed', async () => {
    await schedule({ path: '/a' }, { path: '/b' });
    await look({ isPostponed: (path) => path === '/a' });
    expect(uploads).toEqual(['/b']);
  });

  test('goes on with the others when one fails', async () => {
    await schedule({ path: '/a' }, { path: '/b' });
    failing.add('/a');
    await look();
    expect(uploads).toEqual(['/a', '/b']);
    expect(await loadSchedule(home)).toMatchObject({
      '/a': { lastSuccess: null, failures: 1, lastError: { code: 'connection-refused' } },
      '/b': { lastSuccess: now, failures: 0 },
    });
  });

  test('tries what failed again after a pause, not each minute', async () => {
    await schedule({ path: '/a' });
    failing.add('/a');
    for (let minute = 0; minute <= 60; minute += 1, later(1)) await look();
    // At 0, 5, 15 and 35 minutes.
    expect(uploads).toHaveLength(4);
    failing.clear();
    later(60);
    await look();
    expect(await loadSchedule(home)).toMatchObject({ '/a': { failures: 0, lastError: null } });
    expect((await readHistory(home)).map(({ result, attempt }) => [result, attempt])).toEqual([
      ['uploaded', 5],
      ['failed', 4],
      ['failed', 3],
      ['failed', 2],
      ['failed', 1],
    ]);
  });

  test('that stored everything but some files is a success with their names', async () => {
    await schedule({ path: '/etc' });
    warnings = [{ path: '/etc/shadow', problem: 'unreadable', detail: 'EACCES' }];
    await look();
    expect(await readHistory(home)).toMatchObject([
      { result: 'uploaded', warnings: [{ path: '/etc/shadow', problem: 'unreadable' }] },
    ]);
    expect((await loadSchedule(home))['/etc']).toMatchObject({ lastSuccess: now, lastError: null });
  });

  test('that is interrupted is no attempt', async () => {
    await schedule({ path: '/a' }, { path: '/b' });
    const abort = new AbortController();
    await look({
      signal: abort.signal,
      async upload(entry) {
        uploads.push(entry.path);
        abort.abort();
        throw abort.signal.reason;
      },
    });
    expect(uploads).toEqual(['/a']);
    expect(await readHistory(home)).toEqual([]);
    expect(await runningOwner(home)).toBeNull();
    expect(await loadSchedule(home)).toEqual({ '/a': newEntry('/a'), '/b': newEntry('/b') });
  });

  test('honours what was removed or paused while it was at work', async () => {
    await schedule({ path: '/a' }, { path: '/b' }, { path: '/c' }, { path: '/d' });
    await look({
      async upload(entry) {
        if (entry.path === '/a') {
          await removeFromSchedule(home, '/b');
          await editSchedule(home, '/c', { paused: true });
        }
        return upload(entry);
      },
    });
    expect(uploads).toEqual(['/a', '/d']);
  });

  test('does what it is told to, due or not', async () => {
    await schedule({ path: '/a', lastSuccess: now }, { path: '/b', paused: true }, { path: '/c' });
    await look({ paths: ['/a'] });
    expect(uploads).toEqual([]);
    await look({ isForced: true });
    expect(uploads.toSorted()).toEqual(['/a', '/c']);
    await look({ isForced: true, paths: ['/b'] });
    expect(uploads.at(-1)).toBe('/b');
    await expect(look({ paths: ['/nowhere'] })).rejects.toMatchObject({ code: 'not-scheduled' });
  });

  test('says that a clock was wrong', async () => {
    await schedule({ path: '/a', lastSuccess: new Date('2030-01-01T00:00:00Z') });
    await look();
    expect(await readHistory(home)).toMatchObject([{ result: 'uploaded', remarks: ['clock-was-ahead'] }]);
    expect((await loadSchedule(home))['/a']?.lastSuccess).toEqual(now);
  });
});

/** Writes the lock as someone else would have left it. */
async function leaveLock(facts: Record<string, unknown>): Promise<void> {
  const lock = { version: 1, id: 'abcd', ...(await thisProcess()), startedAt: now, purpose: 'run', ...facts };
  await mkdir(join(home, 'state'), { recursive: true });
  await writeFile(join(home, 'state/run.lock'), JSON.stringify(lock));
}

describe('the lock', () => {
  test('keeps a second run away while something is due, and names the first', async () => {
    await schedule({ path: '/a' });
    const lock = await lockRuns(home, 'watch');
    await expect(look()).rejects.toMatchObject({
      code: 'locked',
      facts: { runner: 'watch', pid: process.pid },
    });
    await lock.release();
    await look();
    expect(uploads).toEqual(['/a']);
  });

  test('is not asked for while nothing is due', async () => {
    await schedule({ path: '/a', lastSuccess: now });
    const lock = await lockRuns(home, 'watch');
    await look();
    await lock.release();
    expect(uploads).toEqual([]);
  });

  test('lets of two runs at the same moment one upload', async () => {
    await schedule({ path: '/a' }, { path: '/b' });
    const ended = await Promise.allSettled([look(), look(), look()]);
    expect(uploads).toEqual(['/a', '/b']);
    const refused = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    for (const error of refused) expect(error).toMatchObject({ code: 'locked' });
  });

  test('of a run that died is taken over, which is said, and noted with the first upload', async () => {
    await schedule({ path: '/a' }, { path: '/b' });
    await leaveLock({ processStart: '1' });
    const events: ScheduleEvent[] = [];
    await look({ onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ outcome: 'healed', owner: { purpose: 'run', processStart: '1' } });
    expect((await readHistory(home)).map(({ path, remarks }) => [path, remarks])).toEqual([
      ['/b', undefined],
      ['/a', ['lock-healed']],
    ]);
  });

  test('that another took over, because we seemed dead, ends the run', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    await schedule({ path: '/a' }, { path: '/b' });
    const run = look({
      async upload(entry, signal) {
        uploads.push(entry.path);
        const lost = once(signal, 'abort');
        await leaveLock({ host: 'another', purpose: 'watch' });
        vi.advanceTimersByTime(30_000);
        await lost;
        throw signal.reason;
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'locked', facts: { host: 'another', runner: 'watch' } });
    expect(uploads).toEqual(['/a']);
    expect(await readHistory(home)).toEqual([]);
    expect(await runningOwner(home)).toMatchObject({ host: 'another' });
  });

  test('that another holds is told by the ticking scheduler, which goes on', async () => {
    await schedule({ path: '/a' });
    const lock = await lockRuns(home, 'run');
    const { promise: told, resolve } = Promise.withResolvers<UserError<'locked'>>();
    const crashed: unknown[] = [];
    const scheduler = startScheduler({
      ...base(),
      onLocked: resolve,
      onCrash: (error) => crashed.push(error),
    });
    onTestFinished(() => scheduler.stop());
    expect((await told).facts).toMatchObject({ runner: 'run', pid: process.pid });
    await lock.release();
    expect(crashed).toEqual([]);
  });
});

describe('sources that did not change', () => {
  let source: string;
  beforeEach(async () => {
    source = join(home, 'source');
    await mkdir(source);
    await writeFile(join(source, 'a.txt'), 'one');
    await schedule({ path: source, skipUnchanged: true });
    await look();
    later(24 * 60);
  });

  test('are skipped, and the history says so', async () => {
    await look();
    expect(uploads).toEqual([source]);
    expect(await readHistory(home, { limit: 1 })).toMatchObject([{ at: now, result: 'unchanged' }]);
    expect((await loadSchedule(home))[source]).toMatchObject({
      lastSuccess: now,
      lastArchive: 'archive-1.enc',
    });
  });

  test.for([
    ['a file with another content of the same length', () => writeFile(join(source, 'a.txt'), 'two')],
    ['a new file', () => writeFile(join(source, 'b.txt'), '')],
    ['a file that is gone', () => rm(join(source, 'a.txt'))],
    ['another label', () => editSchedule(home, source, { label: 'other' })],
    ['another choice', () => editSchedule(home, source, { exclude: ['*.log'] })],
    ['another reader', () => editSchedule(home, source, { recipients: ['x25519:other'] })],
  ] as const)('are uploaded with %s', async ([, change]) => {
    await change();
    await look();
    expect(uploads).toHaveLength(2);
  });

  test('are uploaded again when the upload before failed', async () => {
    await writeFile(join(source, 'a.txt'), 'changed');
    failing.add(source);
    await look();
    failing.clear();
    later(5);
    await look();
    expect((await readHistory(home)).map(({ result }) => result)).toEqual(['uploaded', 'failed', 'uploaded']);
  });

  test('are uploaded all the same where nobody asked to skip them', async () => {
    await editSchedule(home, source, { skipUnchanged: false });
    await look();
    expect(uploads).toHaveLength(2);
  });
});

describe('the ticking scheduler', () => {
  let looks: number;
  let looked: PromiseWithResolvers<void>;
  let locked: unknown[];
  let crashed: unknown[];
  beforeEach(() => {
    looks = 0;
    looked = Promise.withResolvers();
    locked = [];
    crashed = [];
  });

  function start(options: Partial<SchedulerOptions> = {}): Scheduler {
    vi.useFakeTimers({ now, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const { now: _fixed, ...rest } = base();
    const scheduler = startScheduler({
      ...rest,
      onLooked: () => {
        looks += 1;
        looked.resolve();
      },
      onLocked: (error) => locked.push(error),
      onCrash: (error) => crashed.push(error),
      ...options,
    });
    onTestFinished(() => {
      scheduler.stop();
      vi.useRealTimers();
    });
    return scheduler;
  }

  /** Settles when the look that runs has ended, and the job has learnt of it. */
  async function lookEnded(): Promise<void> {
    await looked.promise;
    looked = Promise.withResolvers();
    await new Promise(setImmediate);
  }

  /** An upload that goes on until it is let go, or cancelled. */
  function longUpload() {
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const uploading = async (entry: ScheduleEntry, signal: AbortSignal) => {
      signal.addEventListener('abort', () => end.reject(signal.reason));
      begun.resolve();
      await end.promise;
      return upload(entry);
    };
    return { upload: uploading, begun: begun.promise, end: end.resolve };
  }

  test('looks at once and each minute, and stops when told to', async () => {
    await schedule({ path: '/a', rule: { every: 60 } });
    const scheduler = start();
    for (let minute = 0; minute < 3; minute += 1) {
      await lookEnded();
      vi.advanceTimersByTime(60_000);
    }
    await lookEnded();
    expect([looks, uploads.length]).toEqual([4, 4]);
    expect([...locked, ...crashed]).toEqual([]);
    scheduler.stop();
    expect(vi.getTimerCount()).toBe(0);
    await scheduler.ended;
  });

  test('begins no second look beside one that takes long', async () => {
    await schedule({ path: '/a', rule: { every: 60 } });
    const long = longUpload();
    start({ upload: long.upload });
    await long.begun;
    vi.advanceTimersByTime(10 * 60_000);
    long.end();
    await lookEnded();
    expect([looks, uploads]).toEqual([1, ['/a']]);
    expect([...locked, ...crashed]).toEqual([]);
  });

  test('cancels what it uploads when it is stopped, and has ended when that has', async () => {
    await schedule({ path: '/a' });
    const long = longUpload();
    const scheduler = start({ upload: long.upload });
    await long.begun;
    expect(await runningOwner(home)).not.toBeNull();
    scheduler.stop();
    await scheduler.ended;
    expect(await runningOwner(home)).toBeNull();
    expect([looks, uploads]).toEqual([0, []]);
    expect([...locked, ...crashed]).toEqual([]);
  });

  test('tells of a schedule that cannot be read, and looks again', async () => {
    await writeFile(join(home, 'upload_schedule.json'), '{"/etc": "yesterday"}');
    start();
    await lookEnded();
    vi.advanceTimersByTime(60_000);
    await lookEnded();
    expect(crashed).toMatchObject([{ code: 'file-set-aside' }, { code: 'file-set-aside' }]);
    expect(locked).toEqual([]);
  });

  test('tells of what is no error of ours as of a crash, and not of a lock', async () => {
    await schedule({ path: '/a' });
    const bug = new TypeError('a bug');
    start({
      onEvent() {
        throw bug;
      },
    });
    await lookEnded();
    expect([crashed, locked]).toEqual([[bug], []]);
  });
});
