import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { createProxy, type Line } from '../support/proxy.ts';
import { startOnTerminal } from '../support/pty.ts';
import { keys } from '../support/terminal.ts';
import { createWorld, password, username, type World } from '../support/world.ts';

const mebibyte = 1024 * 1024;
const size = 64 * mebibyte;
const hangUpStatus = 129;

let world: World;
let line: Line;
let folder: string;
let content: Buffer;

beforeAll(async () => {
  world = await createWorld();
  line = await createProxy(() => world.port);
  folder = join(world.folder, 'work');
  await mkdir(folder);
  content = randomBytes(size);
  await writeFile(join(folder, 'treasure.raw'), content);
});
afterAll(async () => {
  await line.close();
  await world.close();
});

const server = () => ['--host', '127.0.0.1', '--port', String(line.port), '--username', username];
const unfinished = () => readdir(join(world.home, 'state/transfers')).catch(() => []);

/** Opens the screens and logs in. */
async function open() {
  const program = startOnTerminal(server(), folder, { SECURE_CLIENT_HOME: world.home });
  await program.see('► Password');
  program.press(`${password}${keys.enter}`);
  await program.see(/archives? ·/);
  return program;
}

/** Stops the line for good, as a broken one would, after so many bytes more. */
function freezeAfter(bytes: number): Promise<void> {
  return new Promise((resolve) =>
    line.after(bytes, () => {
      line.freeze();
      resolve();
    }),
  );
}

/** What the newest archive on the server holds. */
async function restored(): Promise<Buffer> {
  const environment = { ...world.environment };
  const { stdout } = await runProgram(['list', ...server(), '--json'], environment);
  const [archive] = (JSON.parse(stdout) as { archives: { name: string }[] }).archives;
  const to = join(world.folder, `restored-${randomBytes(4).toString('hex')}`);
  await runProgram(['download', archive?.name ?? '', '--to', to, ...server()], environment);
  return readFile(join(to, 'treasure.raw'));
}

test('an upload that a hang-up interrupted is offered at the next start, and goes on where it stopped', async () => {
  const first = await open();
  const frozen = freezeAfter(20 * mebibyte);
  first.press('u');
  await first.see('treasure.raw');
  first.press('/treasure');
  await first.see(/► .*treasure\.raw/);
  first.press(`${keys.enter}${keys.enter}`);
  await frozen;
  process.kill(first.pid, 'SIGHUP');
  expect(await first.exited).toBe(hangUpStatus);
  expect(await unfinished()).toHaveLength(1);

  const before = line.sent();
  const second = await open();
  await second.see('Interrupted before');
  await second.see(/Upload of treasure\.raw, [\d.]+ MB of 67\.\d MB, begun/);
  second.press(keys.enter);
  await second.see(/√ Uploaded\s+treasure\.raw_/);
  expect(line.sent() - before).toBeLessThan(size - 15 * mebibyte);
  expect(await unfinished()).toEqual([]);
  second.press('q');
  expect(await second.exited).toBe(0);

  expect(content.equals(await restored())).toBe(true);
}, 120_000);

test('a download that was paused goes on with the rest, and nothing is restored before', async () => {
  const program = await open();
  await program.see(/► .*treasure\.raw_/);
  const to = join(world.folder, 'paused');
  const frozen = freezeAfter(20 * mebibyte);
  program.press('d');
  await program.see('Restore to');
  program.press(`${keys.ctrl('u')}${to}${keys.enter}t`);
  await frozen;
  await program.see(/► download .*receiving/);
  program.press('p');
  await program.see(/► download .*paused +\d+ %/);
  await expect(readFile(join(to, 'treasure.raw'))).rejects.toThrow('ENOENT');

  const before = line.received();
  program.press('r');
  await program.see(/► download .*√ done/);
  expect(line.received() - before).toBeLessThan(size - 10 * mebibyte);
  expect(content.equals(await readFile(join(to, 'treasure.raw')))).toBe(true);
  expect(await unfinished()).toEqual([]);
  program.press('q');
  await program.see(/archives? ·/);
  program.press('q');
  expect(await program.exited).toBe(0);
}, 120_000);
