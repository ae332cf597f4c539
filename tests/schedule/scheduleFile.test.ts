import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addToSchedule, editSchedule, noteAttempt } from '../../src/schedule/entries.ts';
import { newEntry, type Rule, type ScheduleEntry } from '../../src/schedule/entry.ts';
import {
  changeSchedule,
  inspectSchedule,
  loadSchedule,
  saveSchedule,
} from '../../src/schedule/scheduleFile.ts';
import { scheduleSchema, toFile } from '../../src/schedule/scheduleForms.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'schedule-'));
  file = join(home, 'upload_schedule.json');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const written = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
const noon = new Date('2026-11-22T12:00:00Z');
const noonSeconds = noon.getTime() / 1000;

describe('the first form', () => {
  test('is read: a path and the second of its last upload, 0 for never', async () => {
    await writeFile(file, JSON.stringify({ '/etc': noonSeconds, '/srv': 0 }));
    expect(await loadSchedule(home)).toEqual({
      '/etc': { ...newEntry('/etc'), lastAttempt: noon, lastSuccess: noon },
      '/srv': newEntry('/srv'),
    });
  });

  test('is refused with a path that says not from where', async () => {
    await writeFile(file, JSON.stringify({ etc: 0 }));
    await expect(loadSchedule(home)).rejects.toMatchObject({ code: 'file-set-aside' });
  });

  test('is refused with a time that no clock shows, which could not be written again', async () => {
    await writeFile(file, JSON.stringify({ '/etc': 8.65e12 }));
    await expect(loadSchedule(home)).rejects.toMatchObject({ code: 'file-set-aside' });
  });

  test('takes the first second for never, as it is written', async () => {
    await writeFile(file, JSON.stringify({ '/etc': 0.5 }));
    expect(await loadSchedule(home)).toEqual({ '/etc': newEntry('/etc') });
  });

  test('is kept after an upload', async () => {
    await writeFile(file, JSON.stringify({ '/etc': 0 }));
    const outcome = { lastAttempt: noon, lastSuccess: noon, failures: 0, lastError: null };
    await noteAttempt(home, '/etc', { ...outcome, lastArchive: 'etc_2026.enc' });
    expect(await written()).toEqual({ '/etc': noonSeconds });
  });

  test('gives way to the second when it does not say all, and comes back when it does', async () => {
    await writeFile(file, JSON.stringify({ '/etc': noonSeconds }));
    await noteAttempt(home, '/etc', {
      lastAttempt: new Date('2026-11-23T12:00:00Z'),
      lastError: { code: 'connection-refused', message: 'Nobody listens.' },
      failures: 1,
    });
    expect(await written()).toEqual({
      version: 2,
      entries: {
        '/etc': {
          rule: { every: '24h' },
          last_success: '2026-11-22T12:00:00.000Z',
          last_attempt: '2026-11-23T12:00:00.000Z',
          last_error: { code: 'connection-refused', message: 'Nobody listens.' },
          failures: 1,
        },
      },
    });
    const later = new Date('2026-11-23T12:05:00Z');
    await noteAttempt(home, '/etc', { lastAttempt: later, lastSuccess: later, lastError: null, failures: 0 });
    expect(await written()).toEqual({ '/etc': later.getTime() / 1000 });
  });
});

describe('the second form', () => {
  test('is short: what is as ever may be left out', async () => {
    await writeFile(
      file,
      JSON.stringify({ version: 2, entries: { '/etc': { rule: { at: '02:30', zone: 'Europe/Paris' } } } }),
    );
    expect(await loadSchedule(home)).toEqual({
      '/etc': { ...newEntry('/etc'), rule: { at: '02:30', zone: 'Europe/Paris' } },
    });
  });

  test('tells moments on the clocks of any place', async () => {
    const entry = { rule: { every: '1h' }, last_success: '2026-11-22T13:00:00+01:00' };
    await writeFile(file, JSON.stringify({ version: 2, entries: { '/etc': entry } }));
    expect((await loadSchedule(home))['/etc']?.lastSuccess).toEqual(noon);
  });

  test('is refused with a path that says not from where', () => {
    const rule = { every: '24h' };
    expect(scheduleSchema.safeParse({ version: 2, entries: { etc: { rule } } }).success).toBe(false);
  });

  test('says everything: what is written is read', () => {
    const moment = fc.option(
      fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000)),
    );
    const zone = fc.constantFrom('UTC', 'Europe/Paris', 'Australia/Lord_Howe');
    const rule: fc.Arbitrary<Rule> = fc.oneof(
      fc.record({ every: fc.integer({ min: 60, max: 366 * 86_400 }) }),
      fc.record({ at: fc.constantFrom('00:00', '02:30', '23:59'), zone }),
      fc.record({ cron: fc.constantFrom('0 */6 * * 1-5', '30 2 1 * *'), zone }),
    );
    const some = fc.integer({ min: 1, max: 9 });
    const globs = fc.array(fc.string(), { maxLength: 3 });
    const anyEntry = fc.record(
      {
        rule,
        mode: fc.constantFrom('client', 'server'),
        label: fc.string({ minLength: 1 }),
        recipients: globs,
        include: globs,
        exclude: globs,
        paused: fc.boolean(),
        skipUnchanged: fc.boolean(),
        keep: fc.record({ last: some, daily: some, weekly: some }, { requiredKeys: ['last'] }),
        added: moment,
        lastAttempt: moment,
        lastSuccess: moment,
        lastError: fc.option(fc.record({ code: fc.string(), message: fc.string() })),
        failures: fc.nat(99),
        lastArchive: fc.option(fc.string()),
      },
      { requiredKeys: ['rule', 'failures'] },
    );
    const anySchedule = fc
      .dictionary(
        fc.string().map((name) => `/${name}`),
        anyEntry,
        { maxKeys: 4 },
      )
      .map((entries) =>
        Object.fromEntries(
          Object.entries(entries).map(([path, facts]) => [
            path,
            { ...newEntry(path), ...facts } as ScheduleEntry,
          ]),
        ),
      );
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const document = toFile(schedule);
        const read = scheduleSchema.parse(JSON.parse(JSON.stringify(document)));
        const isSecondForm = typeof document === 'object' && document !== null && 'version' in document;
        // The first form forgets these two alone.
        const told = Object.values(schedule).map((entry) => ({ ...entry, added: null, lastArchive: null }));
        expect(Object.values(read)).toEqual(isSecondForm ? Object.values(schedule) : told);
      }),
    );
  });

  test.for([
    { every: '10s' },
    { at: '25:00', zone: 'UTC' },
    { at: '02:30', zone: 'Nowhere/At_All' },
    { cron: 'x', zone: 'UTC' },
    { at: '02:30' },
  ])('a rule %j is refused', (rule) => {
    const parsed = scheduleSchema.safeParse({ version: 2, entries: { '/etc': { rule } } });
    expect(parsed.success).toBe(false);
  });
});

test('no file is an empty schedule', async () => {
  expect(await loadSchedule(home)).toEqual({});
});

describe('a broken file', () => {
  test('is set aside, and said so until someone sees to it', async () => {
    await writeFile(file, '{"/etc": "yesterday"}');
    const refused = expect.objectContaining({ path: file, asidePath: expect.stringContaining('.broken-') });
    for (let look = 0; look < 3; look += 1) {
      await expect(loadSchedule(home)).rejects.toMatchObject({ code: 'file-set-aside', facts: refused });
    }
    expect((await readdir(home)).filter((name) => name.includes('.broken-'))).toHaveLength(1);
    await addToSchedule(home, [home]);
    expect(Object.keys(await loadSchedule(home))).toEqual([home]);
  });
});

describe('a look at the file that changes nothing', () => {
  test('says what is in it, or that there is none', async () => {
    expect(await inspectSchedule(home)).toEqual({ kind: 'missing' });
    await saveSchedule(home, { '/etc': newEntry('/etc') });
    expect(await inspectSchedule(home)).toEqual({ kind: 'whole', value: { '/etc': newEntry('/etc') } });
  });

  test('leaves a broken one where it is', async () => {
    await writeFile(file, '{"/etc": "yesterday"}');
    expect(await inspectSchedule(home)).toMatchObject({ kind: 'broken' });
    expect(await readdir(home)).toEqual(['upload_schedule.json']);
  });

  test('says that one was set aside, until there is another', async () => {
    await writeFile(`${file}.broken-2026`, '');
    await expect(inspectSchedule(home)).rejects.toMatchObject({ code: 'file-set-aside' });
    await saveSchedule(home, {});
    expect(await inspectSchedule(home)).toEqual({ kind: 'whole', value: {} });
  });
});

describe('changes', () => {
  test('made at once are all kept', async () => {
    const paths = Array.from({ length: 20 }, (_, index) => `/path/${index}`);
    await saveSchedule(home, Object.fromEntries(paths.map((path) => [path, newEntry(path)])));
    await Promise.all(paths.map((path) => editSchedule(home, path, { label: path.slice(1) })));
    const labels = Object.values(await loadSchedule(home)).map(({ label }) => label);
    expect(labels).toEqual(paths.map((path) => path.slice(1)));
  });

  test('of nothing write nothing', async () => {
    await changeSchedule(home, (schedule) => schedule);
    await expect(readFile(file)).rejects.toThrow();
  });

  test('a label is taken away by an empty one; what is not given stays', async () => {
    await saveSchedule(home, { '/etc': { ...newEntry('/etc'), label: 'web', exclude: ['*.log'] } });
    const { '/etc': entry } = await editSchedule(home, '/etc', { label: undefined }, noon);
    expect(entry).toEqual({ ...newEntry('/etc', noon), exclude: ['*.log'] });
  });

  test('server mode leaves no room for a label, globs or recipients', async () => {
    await saveSchedule(home, { '/etc/hosts': { ...newEntry('/etc/hosts'), exclude: ['*.log'] } });
    const refused = editSchedule(home, '/etc/hosts', { mode: 'server' });
    await expect(refused).rejects.toMatchObject({ code: 'one-file-only' });
    await editSchedule(home, '/etc/hosts', { mode: 'server', exclude: [] });
    expect((await loadSchedule(home))['/etc/hosts']).toMatchObject({ mode: 'server' });
  });

  test('a path that was removed meanwhile does not come back with its result', async () => {
    await saveSchedule(home, { '/etc': newEntry('/etc') });
    expect(await noteAttempt(home, '/gone', { lastSuccess: noon })).toEqual({ '/etc': newEntry('/etc') });
  });
});
