import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { FileLock, LockHeld, lockOwner } from '../../src/common/fileLock.ts';
import { thisProcess } from '../../src/common/processes.ts';
import { withFault } from '../proof/faults/injection.ts';

const program = fileURLToPath(new URL('support/lockHolder.ts', import.meta.url));
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(folder, 'run.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Holder {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** Lets it try, and gives what it says. */
  take(): Promise<string>;
  kill(): Promise<void>;
}

/** A process of its own that is ready to take the lock. */
async function startHolder(): Promise<Holder> {
  const child = spawn(process.execPath, [program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const said = async () => String((await lines.next()).value);
  expect(await said()).toBe('ready');
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  };
  onTestFinished(kill);
  return {
    child,
    take() {
      child.stdin.write('\n');
      return said();
    },
    kill,
  };
}

/** Writes a lock as someone else would have left it. */
async function leaveLock(facts: Record<string, unknown>): Promise<void> {
  const startedAt = '2026-11-22T12:00:00.000Z';
  const lock = { version: 1, id: 'abcd', ...(await thisProcess()), startedAt, purpose: 'run', ...facts };
  await writeFile(path, JSON.stringify(lock));
}

async function silentFor(minutes: number): Promise<void> {
  const then = new Date(Date.now() - minutes * 60_000);
  await utimes(path, then, then);
}

/** Takes the lock and gives it back, and tells whose it was. */
async function healedOwner() {
  const lock = await FileLock.acquire(path, 'run');
  await lock.release();
  return lock.healed;
}

describe('a lock', () => {
  test('is held by one process, which the others can name', async () => {
    const holder = await startHolder();
    expect(await holder.take()).toBe('taken');
    const refused = await FileLock.acquire(path, 'run').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(LockHeld);
    expect((refused as LockHeld).owner).toMatchObject({
      pid: holder.child.pid,
      host: hostname(),
      purpose: 'run',
    });
    expect(await lockOwner(path)).toMatchObject({ pid: holder.child.pid });
  });

  test('is free again after it was released, and nothing is left of it', async () => {
    const lock = await FileLock.acquire(path, 'run');
    await expect(FileLock.acquire(path, 'run')).rejects.toBeInstanceOf(LockHeld);
    await lock.release();
    expect(await healedOwner()).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  test('that could not be removed when it was released is free again for the same process', async () => {
    const lock = await FileLock.acquire(path, 'run');
    await withFault({ kind: 'EIO', at: 1, call: 'rm' }, () => lock.release());
    expect(await readdir(folder)).toEqual(['run.lock']);
    expect(await lockOwner(path)).toBeNull();
    expect(await healedOwner()).toMatchObject({ pid: process.pid });
    expect(await readdir(folder)).toEqual([]);
  });

  test('is held though the name it was prepared under could not be removed, and that goes a day later', async () => {
    const lock = await withFault({ kind: 'EIO', at: 1, call: 'rm' }, () => FileLock.acquire(path, 'run'));
    await lock.release();
    const [prepared = ''] = await readdir(folder);
    expect(prepared).toMatch(/^run\.lock\.[0-9a-f]{12}\.tmp$/);
    const yesterday = Date.now() / 1000 - 24 * 60 * 60;
    await utimes(join(folder, prepared), yesterday, yesterday);
    await healedOwner();
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a killed owner is taken over, and its owner named', async () => {
    const holder = await startHolder();
    await holder.take();
    await holder.kill();
    expect(await lockOwner(path)).toBeNull();
    expect(await healedOwner()).toMatchObject({ pid: holder.child.pid });
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a dead owner whose number another process has now is taken over', async () => {
    await leaveLock({ processStart: '1' });
    expect(await healedOwner()).toMatchObject({ processStart: '1' });
  });

  test('from before the last start of the machine is taken over', async () => {
    await leaveLock({ bootId: 'another' });
    expect(await healedOwner()).toMatchObject({ bootId: 'another' });
  });

  test.for([{ host: 'another' }, { pidNamespace: 'pid:[1]' }])(
    'of %j, which cannot be seen from here, is taken over after five silent minutes',
    async (facts) => {
      await leaveLock(facts);
      await silentFor(4);
      await expect(FileLock.acquire(path, 'run')).rejects.toBeInstanceOf(LockHeld);
      await silentFor(6);
      expect(await healedOwner()).toMatchObject(facts);
    },
  );

  test('that a disk damaged is taken over after five silent minutes', async () => {
    await writeFile(path, '{"pid":');
    await expect(FileLock.acquire(path, 'run')).rejects.toBeInstanceOf(LockHeld);
    await silentFor(6);
    expect(await healedOwner()).toMatchObject({ host: '?' });
  });
});

describe('healers at the same time', () => {
  test('in processes of their own: one wins, the others are told of a living one', async () => {
    const dead = await startHolder();
    await dead.take();
    await dead.kill();
    const healers = await Promise.all(Array.from({ length: 4 }, startHolder));
    const said = await Promise.all(healers.map((healer) => healer.take()));
    // Who comes while another still heals is told of that one, which may turn out not to be the winner.
    const others = healers.map(({ child }) => `held ${child.pid}`);
    expect(said.filter((words) => words === `healed ${dead.child.pid}`)).toHaveLength(1);
    expect(said.filter((words) => others.includes(words))).toHaveLength(3);
  });

  test('in any order: one wins', async () => {
    for (let round = 0; round < 20; round += 1) {
      await leaveLock({ processStart: '1', id: round.toString(16) });
      const tries = await Promise.allSettled(Array.from({ length: 10 }, () => FileLock.acquire(path, 'run')));
      const won = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
      expect(won).toHaveLength(1);
      await won[0]?.release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  test('one that dies while it heals is healed in turn', async () => {
    await leaveLock({ processStart: '1', id: 'aa' });
    const lock = await readFile(path, 'utf8');
    await writeFile(`${path}.aa`, lock.replace('"aa"', '"bb"'));
    expect(await healedOwner()).toMatchObject({ id: 'aa' });
    expect(await readdir(folder)).toEqual([]);
  });
});

test('an owner that was taken for dead learns that it lost the lock, and leaves that of the other', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const lock = await FileLock.acquire(path, 'run');
  const lost = once(lock.lost, 'abort');
  await rm(path);
  await leaveLock({ host: 'another' });
  vi.advanceTimersByTime(30_000);
  await lost;
  await lock.release();
  expect(await lockOwner(path)).toMatchObject({ host: 'another' });
});

test('an owner gives a sign of life twice a minute', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const lock = await FileLock.acquire(path, 'run');
  await silentFor(10);
  vi.advanceTimersByTime(30_000);
  await vi.waitUntil(async () => Date.now() - (await stat(path)).mtimeMs < 5 * 60_000);
  await lock.release();
});
