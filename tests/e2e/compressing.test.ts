import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cleanEnvironment, programPath, runProgram } from '../support/program.ts';
import { createProxy, type Line } from '../support/proxy.ts';
import { runOnSmallDisk } from '../support/smallDisk.ts';
import { createWorld, username, type World } from '../support/world.ts';

const megabyte = 1_000_000;
/** Handshakes, heads, answers. */
const overhead = 64 * 1024;

let world: World;
let line: Line;
let source: string;
/** Twice as long as what is sent of it. */
let content: Buffer;

beforeAll(async () => {
  world = await createWorld();
  line = await createProxy(() => world.port);
});
afterAll(async () => {
  await line.close();
  await world.close();
});
beforeEach(async () => {
  content = Buffer.from(randomBytes(12 * megabyte).toString('hex'));
  source = join(world.folder, `${randomBytes(4).toString('hex')}.log`);
  await writeFile(source, content);
});

interface Uploaded {
  readonly name: string;
  readonly bytes: number;
  readonly sealed_bytes: number;
}

const throughLine = () => ['--host', '127.0.0.1', '--port', String(line.port), '--username', username];
const unfinished = () => readdir(join(world.home, 'state/transfers'));

async function run(...args: string[]): Promise<{ stderr: string; uploaded: Uploaded }> {
  const { stdout, stderr, exitCode } = await runProgram(
    [...args, ...throughLine(), '--json'],
    world.environment,
  );
  expect(exitCode, stderr).toBe(0);
  return { stderr, uploaded: JSON.parse(stdout) as Uploaded };
}

/** Kills the program, as only `kill -9` does, when a part of the archive has gone over the line. */
async function uploadAndKill(): Promise<void> {
  const args = [programPath, 'upload', source, ...throughLine(), '--json'];
  const child = spawn(process.execPath, args, {
    env: cleanEnvironment(world.environment),
    stdio: 'ignore',
  });
  line.after(5 * megabyte, () => child.kill('SIGKILL'));
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
}

async function expectRestored(name: string): Promise<void> {
  const to = join(world.folder, `${name}.restored`);
  await run('download', name, '--to', to);
  const [restored = ''] = await readdir(to);
  expect((await readFile(join(to, restored))).equals(content)).toBe(true);
}

test('an upload that was killed goes on at the byte, though its sources are gone', async () => {
  await uploadAndKill();
  await rm(source);
  const before = line.sent();
  const { stderr, uploaded } = await run('upload', source);

  expect(stderr).toContain('Going on where it was interrupted');
  expect(uploaded).toMatchObject({ bytes: content.length, warnings: [] });
  // Compressed, and not from the beginning.
  expect(uploaded.sealed_bytes).toBeLessThan(14 * megabyte);
  expect(line.sent() - before).toBeLessThan(uploaded.sealed_bytes - 4 * megabyte + overhead);
  expect(await unfinished()).toEqual([]);
  await expectRestored(uploaded.name);
});

test('an upload of files that changed since starts over, unless its transfer is resumed', async () => {
  await uploadAndKill();
  await appendFile(source, 'one more line');
  const [id = ''] = await unfinished();
  const { uploaded } = await run('transfers', 'resume', id);
  expect(uploaded.bytes).toBe(content.length);

  await uploadAndKill();
  await appendFile(source, 'and one more');
  const { stderr, uploaded: anew } = await run('upload', source);
  expect(stderr).toContain('The files changed since it was interrupted');
  expect(anew.bytes).toBe(content.length + 'one more lineand one more'.length);
  expect(await unfinished()).toEqual([]);
});

test('an upload that was killed can be discarded', async () => {
  await uploadAndKill();
  const [id = ''] = await unfinished();
  await run('transfers', 'discard', id);
  expect(await unfinished()).toEqual([]);
});

test('an archive for which the home has no room is sent as it is, with a word to whoever wanted it compressed', async () => {
  const state = join(world.home, 'state');
  await mkdir(state, { recursive: true });
  const args = ['upload', source, '--compress', 'always', ...world.server, '--json'];
  const { exitCode, stdout } = await runOnSmallDisk(state, args, world.environment);
  expect(exitCode).toBe(0);
  expect((JSON.parse(stdout) as Uploaded).sealed_bytes).toBeGreaterThan(content.length);
});

test('a scheduled path is compressed too', async () => {
  await world.json('schedule', 'add', source, '--every', '1d');
  await world.json('schedule', 'run', source, '--now', ...world.server);
  const { document } = await world.json('schedule', 'history');
  const { runs } = document as { runs: { sealed_bytes: number }[] };
  expect(runs[0]?.sealed_bytes).toBeLessThan(14 * megabyte);
});
