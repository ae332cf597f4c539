import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { UploadResult } from '../../src/client/types.ts';
import { UserError } from '../../src/common/errors.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { readHistory } from '../../src/schedule/history.ts';
import { type NotedRun, type RunOptions, runEntry } from '../../src/schedule/scheduledRun.ts';

const startedAt = new Date('2026-11-22T12:00:00Z');
const refusal = new UserError('connection-refused', { host: 'backup', port: 8443 });
const stored: UploadResult = {
  mode: 'client',
  name: 'new.enc',
  bytes: 10,
  sealedBytes: 20,
  entries: 1,
  warnings: [],
};

let home: string;
let abort: AbortController;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scheduled-run-'));
  abort = new AbortController();
});
afterEach(() => rm(home, { recursive: true, force: true }));

function run(entry: Partial<ScheduleEntry>, options: Partial<RunOptions> = {}): Promise<NotedRun | null> {
  return runEntry({ ...newEntry('/etc'), ...entry }, undefined, {
    home,
    runner: 'run',
    upload: async () => stored,
    describe: (error) => ({ code: (error as UserError).code, message: 'No.' }),
    now: () => startedAt,
    signal: abort.signal,
    ...options,
  });
}
async function fails(): Promise<never> {
  throw refusal;
}

describe('what is noted', () => {
  test('of an upload is what it stored, and how long that took', async () => {
    let clock = 90_000;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    onTestFinished(() => void vi.restoreAllMocks());
    const upload = async () => {
      clock += 2510;
      return stored;
    };
    const noted = await run({}, { upload });
    const record = {
      version: 1,
      at: startedAt,
      seconds: 2.5,
      path: '/etc',
      runner: 'run',
      result: 'uploaded',
      archive: 'new.enc',
      bytes: 10,
      sealedBytes: 20,
      entries: 1,
      attempt: 1,
    };
    expect(noted).toEqual({
      outcome: { outcome: 'uploaded', result: stored },
      entry: { ...newEntry('/etc'), lastAttempt: startedAt, lastSuccess: startedAt, lastArchive: 'new.enc' },
      record,
      pruneError: null,
    });
    expect(await readHistory(home)).toEqual([record]);
  });

  test('of a failure is why, and which attempt it was', async () => {
    const noted = await run({ failures: 2 }, { upload: fails });
    expect(noted?.outcome).toEqual({ outcome: 'failed', error: refusal });
    expect(await readHistory(home)).toEqual([
      {
        version: 1,
        at: startedAt,
        seconds: expect.any(Number),
        path: '/etc',
        runner: 'run',
        result: 'failed',
        error: { code: 'connection-refused', message: 'No.' },
        attempt: 3,
      },
    ]);
  });
});

describe('an upload is no attempt', () => {
  test.for([
    ['when the run was cancelled, whatever it then failed of', true, refusal],
    ['when it alone was cancelled', false, new DOMException('cancelled', 'AbortError')],
    ['when the user interrupted it', false, new UserError('interrupted', {})],
  ] as const)('%s', async ([, isCancelled, error]) => {
    const upload = async () => {
      if (isCancelled) abort.abort();
      throw error;
    };
    const noted = await run({}, { upload });
    expect(noted).toBeNull();
    expect(await readHistory(home)).toEqual([]);
  });
});

describe('old archives', () => {
  const keep = { last: 1 };
  let pruned: string[];
  const prune: RunOptions['prune'] = async ({ path }, archive) => {
    pruned.push(`${path} ${archive}`);
    return { removed: ['old.enc', 'older.enc'], error: null };
  };
  beforeEach(() => {
    pruned = [];
  });

  test('are removed after an upload where there are rules, and counted', async () => {
    const noted = await run({ keep }, { prune });
    expect(pruned).toEqual(['/etc new.enc']);
    expect(noted?.record).toMatchObject({ result: 'uploaded', removed: 2 });
    expect(noted?.record).not.toHaveProperty('remarks');
  });

  test('that could not be removed make no failure of the upload, and it is said', async () => {
    const noted = await run({ keep }, { prune: async () => ({ removed: [], error: refusal }) });
    expect(noted).toMatchObject({
      outcome: { outcome: 'uploaded' },
      record: { result: 'uploaded', remarks: ['not-pruned'] },
      pruneError: refusal,
    });
    expect(noted?.record).not.toHaveProperty('removed');
  });

  test('stay without rules, and after a failure', async () => {
    await run({}, { prune });
    await run({ keep }, { prune, upload: fails });
    expect(pruned).toEqual([]);
  });

  test('stay where nothing can remove them', async () => {
    expect(await run({ keep })).toMatchObject({ outcome: { outcome: 'uploaded' }, pruneError: null });
  });
});

describe('a source that may be skipped', () => {
  let path: string;
  const again: Partial<ScheduleEntry> = { skipUnchanged: true, lastSuccess: startedAt };
  const outcomeOf = async (entry: Partial<ScheduleEntry>) => (await run({ path, ...entry }))?.outcome.outcome;
  beforeEach(async () => {
    path = join(home, 'source');
    await mkdir(path);
    await writeFile(join(path, 'a.txt'), 'one');
  });

  test('is uploaded once before it is skipped', async () => {
    expect(await outcomeOf(again)).toBe('uploaded');
    expect(await outcomeOf(again)).toBe('unchanged');
  });

  test('is uploaded when it was scheduled anew', async () => {
    await outcomeOf(again);
    expect(await outcomeOf({ ...again, lastSuccess: null })).toBe('uploaded');
  });

  test('is skipped though what is left out of it changed', async () => {
    const choosy = { ...again, exclude: ['*.txt'] };
    await outcomeOf(choosy);
    await writeFile(join(path, 'a.txt'), 'two');
    expect(await outcomeOf(choosy)).toBe('unchanged');
  });

  test('is skipped also when others were uploaded that may not be', async () => {
    await outcomeOf(again);
    await run({ path: '/etc' });
    expect(await outcomeOf(again)).toBe('unchanged');
  });

  test('is uploaded when nobody can tell what was uploaded before', async () => {
    await outcomeOf(again);
    await writeFile(join(home, 'state/fingerprints.json'), '{"version":');
    expect(await outcomeOf(again)).toBe('uploaded');
    expect(await outcomeOf(again)).toBe('unchanged');
  });

  test('counts as uploaded though nobody can tell the next time what was', async () => {
    await mkdir(join(home, 'state/fingerprints.json'), { recursive: true });
    expect((await run({ ...again, path }))?.record).toMatchObject({ result: 'uploaded', archive: 'new.enc' });
    expect(await outcomeOf(again)).toBe('uploaded');
  });
});
