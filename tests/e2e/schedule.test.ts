import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { lockRuns } from '../../src/schedule/runLock.ts';
import { cleanEnvironment, programPath, runProgram } from '../support/program.ts';
import { createProxy } from '../support/proxy.ts';
import { startOnTerminal } from '../support/pty.ts';
import { createWorld, password, username, type World, writeSource } from '../support/world.ts';

let world: World;
let scheduleFile: string;
beforeAll(async () => {
  world = await createWorld();
  scheduleFile = join(world.home, 'upload_schedule.json');
  await world.json('login', ...world.server, '--remember');
});
afterAll(() => world.close());
beforeEach(() => rm(scheduleFile, { force: true }));
afterEach(() => rm(join(world.home, 'state'), { recursive: true, force: true }));

/** The archives on the server whose name begins so. */
async function archivesOf(label: string): Promise<string[]> {
  const { document } = await world.json('list');
  const { archives } = document as { archives: { name: string }[] };
  return archives.map(({ name }) => name).filter((name) => name.startsWith(`${label}_`));
}

async function history(): Promise<Record<string, unknown>[]> {
  const { document } = await world.json('schedule', 'history');
  return (document as { runs: Record<string, unknown>[] }).runs;
}

describe('one lock for all runners', () => {
  test('two runs and open screens at the same moment: one upload', async () => {
    const source = await writeSource(world, 'crowd.raw', randomBytes(8_000_000));
    await world.json('schedule', 'add', source);
    const screens = startOnTerminal([], world.folder, world.environment);
    await screens.see('Password');
    screens.press(password);
    await screens.see('•'.repeat(password.length));
    screens.press('\r');
    const runs = await Promise.all([world.json('schedule', 'run'), world.json('schedule', 'run')]);
    // Whoever came first; the screens look again a minute later.
    await screens.see(/Another run is at work|next upload in/);

    for (const { exitCode } of runs) expect([0, 9]).toContain(exitCode);
    expect(await archivesOf('crowd.raw')).toHaveLength(1);
    expect(await history()).toMatchObject([{ path: source, result: 'uploaded' }]);
    screens.press('q');
    expect(await screens.exited).toBe(0);
  });

  test('a living owner is named, with exit code 9', async () => {
    const source = await writeSource(world, 'waiting.txt', 'waiting');
    await world.json('schedule', 'add', source);
    const lock = await lockRuns(world.home, 'screens');
    onTestFinished(() => lock.release());

    const { exitCode, document } = await world.json('schedule', 'run');
    expect(exitCode).toBe(9);
    expect(document).toMatchObject({
      error: {
        code: 'locked',
        message: expect.stringContaining(`the screens, process ${process.pid} on `) as string,
      },
    });
    expect(await archivesOf('waiting.txt')).toEqual([]);
  });

  test('of a killed owner heals: the next run says so, and goes on with the upload', async () => {
    const source = await writeSource(world, 'killed.raw', randomBytes(8_000_000));
    await world.json('schedule', 'add', source);
    const proxy = await createProxy(() => world.port);
    onTestFinished(() => proxy.close());
    const server = ['--host', '127.0.0.1', '--port', String(proxy.port), '--username', username];
    const child = spawn(process.execPath, [programPath, 'schedule', 'run', ...server], {
      env: cleanEnvironment(world.environment),
      stdio: 'ignore',
    });
    proxy.after(4_000_000, () => child.kill('SIGKILL'));
    expect((await once(child, 'close'))[1]).toBe('SIGKILL');

    const next = await runProgram(['schedule', 'run', ...server], world.environment);
    expect(next.exitCode, next.stderr).toBe(0);
    expect(next.stderr).toContain('An earlier run ended without releasing its lock (schedule run, process ');
    expect(next.stderr).toContain('Going on where it was interrupted');
    expect(await archivesOf('killed.raw')).toHaveLength(1);
    expect(await history()).toMatchObject([{ result: 'uploaded', remarks: ['lock-healed'] }]);
  });
});

describe('a schedule of the first form', () => {
  test('is read, run, and kept readable', async () => {
    const daily = await writeSource(world, 'daily.txt', 'every day');
    const fresh = await writeSource(world, 'fresh.txt', 'today already');
    const noted = Math.floor(Date.now() / 1000);
    await writeFile(scheduleFile, JSON.stringify({ [daily]: noted - 25 * 3600, [fresh]: noted }));

    const { document } = await world.json('schedule', 'run');
    expect(document).toMatchObject({ runs: [{ path: daily, entries: 1, warnings: [] }] });
    const after = JSON.parse(await readFile(scheduleFile, 'utf8')) as Record<string, number>;
    expect(after).toEqual({ [daily]: expect.any(Number) as number, [fresh]: noted });
    expect(after[daily]).toBeGreaterThanOrEqual(noted);
  });
});

describe('a path', () => {
  test('is uploaded as its settings say', async () => {
    const folder = join(world.folder, 'work');
    await mkdir(join(folder, 'cache'), { recursive: true });
    await writeFile(join(folder, 'letter.txt'), 'dear reader');
    await writeFile(join(folder, 'cache/page'), 'again');
    const key = join(world.folder, 'reader.key');
    const { recipient } = (await world.json('certs', 'keygen', '-o', key)).document as { recipient: string };
    const settings = ['--label', 'letters', '--exclude', 'cache', '--recipient', recipient];
    await world.json('schedule', 'add', folder, '--at', '00:00', '--zone', 'UTC', ...settings);
    await world.json('schedule', 'run', folder, '--now');

    const [name = ''] = await archivesOf('letters');
    expect((await world.json('show', name)).exitCode).toBe(6);
    const { document } = await world.json('show', name, '--identity', key);
    expect(document).toMatchObject({ entries: [{ path: 'work' }, { path: 'work/letter.txt' }] });
  });

  test('is edited, paused, resumed and listed', async () => {
    const source = await writeSource(world, 'edited.txt', 'x');
    await world.json('schedule', 'add', source, '--cron', '15 3 * * 1-5', '--zone', 'Europe/Paris');
    await world.json('schedule', 'edit', source, '--skip-unchanged', '--exclude', '*.tmp');
    await world.json('schedule', 'pause', source);
    const paused = await world.json('schedule', 'run', '--now');
    expect(paused.document).toEqual({ runs: [] });
    const { document } = await world.json('schedule', 'list');
    expect(document).toMatchObject({
      schedule: [
        {
          path: source,
          rule: { cron: '15 3 * * 1-5', zone: 'Europe/Paris' },
          state: 'paused',
          next_due: null,
          exclude: ['*.tmp'],
          skip_unchanged: true,
        },
      ],
    });
    const resumed = await world.json('schedule', 'resume', source);
    expect(resumed.document).toMatchObject({ schedule: [{ state: 'fresh' }] });
    const { stdout } = await runProgram(['schedule', 'list'], world.environment);
    expect(stdout).toContain('waits for its first time');
    expect(stdout).toContain(
      'at 03:15, from Monday to Friday (cron 15 3 * * 1-5, Europe/Paris); last: never; next: ',
    );
    expect(stdout).toContain('then: ');
  });

  test('that is edited keeps its zone, until another one is given', async () => {
    const source = await writeSource(world, 'zoned.txt', 'x');
    await world.json('schedule', 'add', source, '--at', '02:30', '--zone', 'Asia/Tokyo');
    const edit = async (...options: string[]) =>
      (await world.json('schedule', 'edit', source, ...options)).document;
    expect(await edit('--at', '03:30')).toMatchObject({
      schedule: [{ rule: { at: '03:30', zone: 'Asia/Tokyo' } }],
    });
    expect(await edit('--zone', 'Europe/Paris')).toMatchObject({
      schedule: [{ rule: { at: '03:30', zone: 'Europe/Paris' } }],
    });
  });

  test.for([
    ['--every', '5'],
    ['--every', '24h', '--at', '02:30'],
    ['--at', '2:30'],
    ['--at', '02:30', '--zone', 'Nowhere'],
    ['--cron', '0 0 31 2 *'],
    ['--zone', 'Europe/Paris'],
    ['--recipient', 'x25519:short'],
    ['--mode', 'other'],
  ])('with %j is refused', async (options) => {
    const source = await writeSource(world, 'refused.txt', 'x');
    expect((await runProgram(['schedule', 'add', source, ...options], world.environment)).exitCode).toBe(2);
    expect((await world.json('schedule', 'list')).document).toEqual({ schedule: [] });
  });

  test('that did not change is skipped where that was asked for, and the history says so', async () => {
    const source = await writeSource(world, 'still.txt', 'still');
    await world.json('schedule', 'add', source, '--skip-unchanged');
    await world.json('schedule', 'run');
    const again = await world.json('schedule', 'run', '--now');
    expect(again.exitCode).toBe(0);
    expect(again.document).toEqual({ runs: [{ path: source, unchanged: true }] });
    expect(await history()).toMatchObject([{ result: 'unchanged' }, { result: 'uploaded' }]);
    expect(await archivesOf('still.txt')).toHaveLength(1);
  });

  test('whose login fails has failed: it is noted, and not tried again at once', async () => {
    const source = await writeSource(world, 'unlucky.txt', 'x');
    await world.json('schedule', 'add', source);
    const wrong = { ...world.environment, SECURE_CLIENT_PASSWORD: 'wrong' };
    const failed = await runProgram(['schedule', 'run', '--json'], wrong);
    expect(failed.exitCode).toBe(4);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      runs: [{ path: source, error: { code: 'wrong-credentials' } }],
    });
    expect(await history()).toMatchObject([{ result: 'failed', error: { code: 'wrong-credentials' } }]);
    expect((await world.json('schedule', 'run')).document).toEqual({ runs: [] });
    expect((await world.json('schedule', 'list')).document).toMatchObject({
      schedule: [{ state: 'retrying', failures: 1 }],
    });
    expect((await world.json('schedule', 'run', '--now')).exitCode).toBe(0);
  });
});

test('a run that watches uploads what is due, and ends well when it is told to', async () => {
  const source = await writeSource(world, 'watched.txt', 'x');
  await world.json('schedule', 'add', source);
  const child = spawn(process.execPath, [programPath, 'schedule', 'run', '--watch', '--json'], {
    env: cleanEnvironment(world.environment),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  expect(JSON.parse(line.toString())).toMatchObject({ path: source, entries: 1 });
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(await history()).toMatchObject([{ path: source, runner: 'watch', result: 'uploaded' }]);
});
