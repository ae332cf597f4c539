import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../src/client/types.ts';
import { UserError } from '../../src/common/errors.ts';
import { thisProcess } from '../../src/common/processes.ts';
import { editSchedule } from '../../src/schedule/entries.ts';
import { newEntry, type Rule, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { readHistory } from '../../src/schedule/history.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { checkAndUploadScheduledFiles, type ScheduleEvent } from '../../src/schedule/scheduler.ts';
import { createRandom, type Random } from '../support/random.ts';
import { Expectation } from './support/expectation.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const length = 60 * day;
/** Over the changes of the clocks in New York (8 March), Paris (29 March) and Lord Howe (5 April). */
const start = Date.UTC(2026, 1, 20, 7, 13);

const rules: readonly Rule[] = [
  { every: 24 * 3600 },
  { every: 24 * 3600 },
  { every: 12 * 3600 },
  { every: 7 * 86_400 },
  { at: '02:30', zone: 'Europe/Paris' },
  { at: '02:15', zone: 'America/New_York' },
  { at: '01:45', zone: 'Australia/Lord_Howe' },
  { cron: '0 9,17 * * 1-5', zone: 'Europe/Paris' },
  { cron: '30 3 1 * *', zone: 'America/New_York' },
  { cron: '20 4 * * 0', zone: 'Europe/Paris' },
];

/** One attempt, as the test saw it. */
interface Attempt {
  readonly path: string;
  readonly at: number;
  /** How often the clock had been set by then. */
  readonly era: number;
  readonly result: 'uploaded' | 'unchanged' | 'failed';
}

/** Sixty days of a machine that is switched off, killed, cut off and set wrong. */
class Simulation {
  readonly home: string;
  readonly random: Random;
  readonly expected = new Map<string, Expectation>();
  readonly attempts: Attempt[] = [];
  readonly archives: string[] = [];
  healed = 0;
  kills = 0;
  era = 0;
  mostFailures = 0;
  /** What really passed, and how far the clock is off. */
  time = start;
  #error = 0;
  #outageUntil = 0;
  /** Files of entries that skip what is unchanged: true when it was changed since the last upload. */
  readonly #isChanged = new Map<string, boolean>();

  constructor(home: string, random: Random) {
    this.home = home;
    this.random = random;
  }

  now = (): Date => new Date(this.time + this.#error);

  async begin(): Promise<void> {
    const entries: ScheduleEntry[] = [];
    for (let index = 0; index < 40; index += 1) {
      const path = join(this.home, `source-${index}`);
      const rule = rules[index % rules.length] as Rule;
      const skipUnchanged = index % 8 === 0;
      await writeFile(path, '');
      entries.push({ ...newEntry(path, new Date(start)), rule, skipUnchanged });
      this.expected.set(path, new Expectation(rule, start, start - 45 * day, start + length + 80 * day));
      if (skipUnchanged) this.#isChanged.set(path, true);
    }
    await saveSchedule(this.home, Object.fromEntries(entries.map((entry) => [entry.path, entry])));
  }

  /** Lets some time pass, and something happen in it. */
  async live(): Promise<void> {
    const { random } = this;
    this.time += random.between(1, 80) * minute;
    if (random.chance(0.01)) this.time += random.between(5, 70) * hour;
    if (random.chance(0.004)) this.#outageUntil = this.time + random.between(2, 60) * hour;
    if (random.chance(0.004)) this.#setClock(random.between(-10 * 24, 30 * 24) * hour);
    else if (this.#error !== 0 && random.chance(0.03)) this.#setClock(0);
    if (random.chance(0.01)) await this.#pauseOrResume();
    for (const path of this.#isChanged.keys()) {
      if (!random.chance(0.02)) continue;
      await writeFile(path, String(this.time));
      this.#isChanged.set(path, true);
    }
  }

  /** What the schedule should do now is what it does. */
  async look(): Promise<void> {
    const due = [...this.expected].filter(([, entry]) => entry.isDue(this.now().getTime()));
    const started: string[] = [];
    const kill = new AbortController();
    const onEvent = (event: ScheduleEvent) => {
      if (event.outcome === 'healed') this.healed += 1;
      else if (event.outcome === 'started') started.push(event.entry.path);
      else this.#note(event.entry.path, event.record.at.getTime(), event.outcome);
    };
    const run = (runner: 'screens' | 'run') =>
      checkAndUploadScheduledFiles({
        home: this.home,
        runner,
        now: this.now,
        signal: kill.signal,
        onEvent,
        upload: (entry) => this.#upload(entry, kill),
        describe: (error) => ({ code: (error as UserError).code, message: 'It failed.' }),
      });
    const isRace = this.random.chance(0.1);
    const ended = await Promise.allSettled(isRace ? [run('screens'), run('run')] : [run('run')]);
    for (const { reason } of ended.filter((each) => each.status === 'rejected')) {
      expect(reason).toMatchObject({ code: 'locked' });
    }
    if (!kill.signal.aborted) expect(started.toSorted()).toEqual(due.map(([path]) => path).toSorted());
    else expect(due.map(([path]) => path)).toEqual(expect.arrayContaining(started));
  }

  #note(path: string, at: number, result: Attempt['result']): void {
    this.attempts.push({ path, at, era: this.era, result });
    const expectation = this.expected.get(path);
    expectation?.note(at, result !== 'failed');
    this.mostFailures = Math.max(this.mostFailures, expectation?.failures ?? 0);
    if (result === 'uploaded') this.#isChanged.set(path, false);
    if (result === 'unchanged') expect(this.#isChanged.get(path)).toBe(false);
  }

  async #upload({ path, skipUnchanged }: ScheduleEntry, kill: AbortController): Promise<UploadResult> {
    if (skipUnchanged) expect(this.#isChanged.get(path)).toBe(true);
    this.time += this.random.between(1, 90) * 1000;
    if (this.random.chance(0.01)) await this.#die(kill);
    if (this.time < this.#outageUntil || this.random.chance(0.03)) throw new UserError('session-ended', {});
    const name = `archive-${this.archives.length}.enc`;
    this.archives.push(name);
    return { mode: 'client', name, bytes: 1, sealedBytes: 2, entries: 1, warnings: [] };
  }

  /** As `kill -9` leaves it: nothing noted, the lock of a process that is no more. */
  async #die(kill: AbortController): Promise<never> {
    this.kills += 1;
    const owner = { ...(await thisProcess()), processStart: '1', id: this.kills.toString(16) };
    const lock = { version: 1, ...owner, startedAt: new Date().toISOString(), purpose: 'run' };
    await writeFile(join(this.home, 'state/run.lock'), JSON.stringify(lock));
    kill.abort();
    throw kill.signal.reason;
  }

  #setClock(error: number): void {
    this.#error = error;
    this.era += 1;
  }

  async #pauseOrResume(): Promise<void> {
    const [path, expectation] = this.random.pick([...this.expected]);
    expectation.isPaused = !expectation.isPaused;
    await editSchedule(this.home, path, { paused: expectation.isPaused });
  }
}

test('60 days of 40 entries: each due upload is done once', { timeout: 240_000 }, async () => {
  // In memory where that can be: thousands of files are synced to disk.
  const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const home = await mkdtemp(join(root, 'endurance-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const simulation = new Simulation(home, createRandom(2026));
  await simulation.begin();
  while (simulation.time < start + length) {
    await simulation.live();
    await simulation.look();
  }

  const { attempts, archives, expected } = simulation;
  expect(attempts.length).toBeGreaterThan(1000);
  expect(simulation.era).toBeGreaterThan(2);
  expect(simulation.kills).toBeGreaterThan(2);
  expect(simulation.mostFailures).toBeGreaterThan(8);
  expect(simulation.healed).toBe(simulation.kills);

  // Between two successes lies at least one regular time: nothing was done twice.
  for (const [path, entry] of expected) {
    const successes = attempts.filter((attempt) => attempt.path === path && attempt.result !== 'failed');
    for (const [index, { at, era }] of successes.slice(1).entries()) {
      const before = successes[index];
      if (before?.era === era) expect(entry.after(before.at)).toBeLessThanOrEqual(at);
    }
  }

  // The history tells all of it, and nothing else.
  const history = (await readHistory(home)).reverse();
  expect(history.map(({ path, at, result }) => ({ path, at: at.getTime(), result }))).toEqual(
    attempts.map(({ path, at, result }) => ({ path, at, result })),
  );
  expect(history.flatMap(({ archive }) => archive ?? [])).toEqual(archives);
});
