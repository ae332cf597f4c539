import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nameArchive } from '../../src/client/archiveName.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { appendRun, type RunRecord, readHistory } from '../../src/schedule/history.ts';
import { loadSchedule, saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { type HookServer, openHookServer } from '../schedule/support/hookServer.ts';
import { cleanEnvironment, programPath } from '../support/program.ts';
import { createWorld, username, type World, writeSource } from '../support/world.ts';

const day = 86_400_000;

let world: World;
let hooks: HookServer;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  hooks = await openHookServer();
  const every = { url: hooks.url };
  const config = { version: 1, hooks: { on_start: every, on_success: every, on_failure: every } };
  await writeFile(join(world.home, 'config.json'), JSON.stringify(config));
});
afterEach(() => hooks.close());

const schedule = (...entries: ScheduleEntry[]) =>
  saveSchedule(world.home, Object.fromEntries(entries.map((entry) => [entry.path, entry])));
const runSchedule = (...args: string[]) => world.json('schedule', 'run', ...world.server, ...args);

describe('hooks of a scheduled run', () => {
  test('hear of its start and of its end', async () => {
    const path = await writeSource(world, 'heard.txt', 'heard');
    await schedule(newEntry(path, new Date()));
    expect((await runSchedule()).exitCode).toBe(0);
    expect(await hooks.next()).toMatchObject({ event: 'started', home: world.home });
    const { event, runs } = await hooks.next();
    expect(event).toBe('succeeded');
    expect(runs).toMatchObject([{ path, result: 'uploaded', archive: expect.stringMatching(/^heard/) }]);
  });

  test('hear of the failure that is one too many, and cannot make a success of it', async () => {
    const path = join(world.folder, 'gone.txt');
    await schedule({ ...newEntry(path, new Date()), failures: 4, lastAttempt: new Date(0) });
    expect((await runSchedule()).exitCode).toBe(5);
    expect((await hooks.next()).event).toBe('started');
    expect(await hooks.next()).toMatchObject({ event: 'failed', error: { code: 'path-not-found' } });
  });

  test('that fail are told to the user, and change nothing in what the run says', async () => {
    const path = await writeSource(world, 'stored.txt', 'stored');
    await schedule(newEntry(path, new Date()));
    await writeFile(join(world.home, 'config.json'), '{"hooks":{"on_success":{"command":["/bin/false"]}}}');
    const { exitCode, stderr, document } = await runSchedule('--quiet');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ runs: [{ path, warnings: [] }] });
    expect(stderr).toBe('A hook failed: /bin/false (exit 1)\n');
  });

  test('hear of a broken schedule', async () => {
    await writeFile(join(world.home, 'upload_schedule.json'), 'no schedule');
    expect((await runSchedule()).exitCode).toBe(10);
    expect(await hooks.next()).toMatchObject({ event: 'crashed', error: { code: 'file-set-aside' } });
    for (const name of await readdir(world.home)) {
      if (name.startsWith('upload_schedule.json.broken')) await writeFile(join(world.home, name), '{}');
    }
    await schedule();
  });

  test('hear that the system ended it in the middle', async () => {
    const path = await writeSource(world, 'ended.txt', 'ended');
    await schedule(newEntry(path, new Date()));
    // Takes the connection and says nothing.
    const silent = createServer();
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo;
    const server = ['--host', '127.0.0.1', '--port', String(port), '--username', username];
    const child = spawn(process.execPath, [programPath, 'schedule', 'run', ...server], {
      env: cleanEnvironment(world.environment),
      stdio: 'ignore',
    });
    expect((await hooks.next()).event).toBe('started');
    child.kill('SIGTERM');
    expect(await hooks.next()).toMatchObject({ event: 'crashed', error: { code: 'interrupted' } });
    expect(await once(child, 'close')).toEqual([130, null]);
    silent.close();
  });
});

describe('old archives', () => {
  const archives = () => join(world.folder, 'server/archives', username);
  const label = 'kept.txt';
  let path: string;
  let old: string[];
  beforeEach(async () => {
    path = await writeSource(world, label, 'kept');
    old = [1, 2, 3, 4].map((age) => nameArchive(label, new Date(Date.now() - age * day), () => false));
    const own: RunRecord = {
      version: 1,
      at: new Date(),
      seconds: 1,
      path,
      runner: 'run',
      result: 'uploaded',
      attempt: 1,
    };
    for (const name of old) {
      await writeFile(join(archives(), name), 'sealed');
      await appendRun(world.home, { ...own, archive: name });
    }
  });
  const stored = async () => (await readdir(archives())).filter((name) => name.startsWith('kept')).sort();

  test('of a scheduled path go after an upload, as its rules say, and the history counts them', async () => {
    const ofAnotherMachine = nameArchive(label, new Date(Date.now() - 9 * day), () => false);
    await writeFile(join(archives(), ofAnotherMachine), 'sealed');
    expect((await world.json('schedule', 'add', path, '--keep-last', '2')).exitCode).toBe(0);
    expect((await loadSchedule(world.home))[path]?.keep).toEqual({ last: 2 });

    expect((await runSchedule(path, '--now')).exitCode).toBe(0);
    const [record] = await readHistory(world.home, { path });
    expect(record).toMatchObject({ result: 'uploaded', removed: 3 });
    expect(await stored()).toEqual([ofAnotherMachine, old[0], record?.archive].sort());

    await world.json('schedule', 'edit', path, '--no-keep');
    expect((await loadSchedule(world.home))[path]?.keep).toBeUndefined();
  });

  test('are only shown by prune where nobody can be asked, and go with --yes', async () => {
    const args = ['prune', '--label', label, '--keep-last', '1', ...world.server];
    const before = await stored();
    const shown = await world.json(...args);
    expect(shown.exitCode).toBe(0);
    expect(shown.document).toMatchObject({ dry_run: true, deleted: [] });
    expect(await stored()).toEqual(before);

    const { delete: planned } = shown.document as { delete: string[] };
    const done = await world.json(...args, '--yes');
    expect(done.document).toMatchObject({ dry_run: false, deleted: planned });
    expect(await stored()).toEqual(before.filter((name) => !planned.includes(name)));
    expect((await world.json(...args, '--yes')).document).toMatchObject({ delete: [] });
  });

  test('stay with --dry-run, even with --yes', async () => {
    const before = await stored();
    await world.json('prune', '--keep-last', '1', '--dry-run', '--yes', ...world.server);
    expect(await stored()).toEqual(before);
  });

  test('go by the rules of the schedule where prune is given none', async () => {
    await schedule({ ...newEntry(path, new Date()), keep: { last: 3 } });
    const { document } = await world.json('prune', '--dry-run', ...world.server);
    expect((document as { delete: string[] }).delete).toContain(old[3]);
    await schedule(newEntry(path, new Date()));
    expect((await world.json('prune', ...world.server)).exitCode).toBe(2);
  });
});
