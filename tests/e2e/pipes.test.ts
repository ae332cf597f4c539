import { createCipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPiped, startPiped } from '../support/pipedProgram.ts';
import { createProxy, type Line } from '../support/proxy.ts';
import { startOnTerminal } from '../support/pty.ts';
import { createWorld, username, type World, writeSource } from '../support/world.ts';

const mebibyte = 1024 * 1024;
const size = 50 * mebibyte;

let world: World;
let line: Line;
/** For a key, which costs nothing to derive. */
let sealing: readonly string[];
let opening: readonly string[];
beforeAll(async () => {
  world = await createWorld();
  const key = join(world.folder, 'restore.key');
  const { document } = await world.json('certs', 'keygen', '-o', key);
  sealing = ['--recipient', (document as { recipient: string }).recipient];
  opening = ['--identity', key];
  line = await createProxy(() => world.port);
});
afterAll(async () => {
  await line.close();
  await world.close();
});

/** Bytes that do not compress, the same for the same key. */
function* noise(length: number, key: Buffer): Generator<Buffer> {
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(mebibyte);
  for (let left = length; left > 0; left -= mebibyte) yield cipher.update(zeros.subarray(0, left));
}
const noiseOf = (length: number, key: Buffer) => Buffer.concat([...noise(length, key)]);

const run = (args: readonly string[], input?: Iterable<Uint8Array>) =>
  runPiped(args, world.environment, input);
const throughLine = () => ['--host', '127.0.0.1', '--port', String(line.port), '--username', username];
const spooled = () => readdir(join(world.home, 'state/spool'));
const unfinished = () => readdir(join(world.home, 'state/transfers'));
const onServer = (name: string) => join(world.folder, 'server/archives', username, name);

/** Uploads what comes through a pipe, and gives the name of the archive. */
async function upload(content: Iterable<Uint8Array>, ...options: string[]): Promise<string> {
  const args = ['upload', '-', '--json', ...world.server, ...sealing, ...options];
  const { exitCode, stdout, stderr } = await run(args, content);
  expect(exitCode, stderr).toBe(0);
  return (JSON.parse(String(stdout)) as { name: string }).name;
}

/** What `download --to -` writes. */
const download = (name: string, ...options: string[]) =>
  run(['download', name, '--to', '-', ...world.server, ...opening, ...options]);

/** Kills the program when a part of what came through a pipe went over the line. */
async function killWhileSending(length: number, key: Buffer): Promise<void> {
  const child = startPiped(
    ['upload', '-', '--label', 'kept', ...throughLine(), ...sealing],
    world.environment,
  );
  line.after(5 * mebibyte, () => child.kill('SIGKILL'));
  for (const chunk of noise(length, key)) {
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
}

/** The interrupted transfers. */
const kept = async () =>
  ((await world.json('transfers', 'list')).document as { transfers: { id: string; paths: string[] }[] })
    .transfers;

/** A folder of two files, on the server. */
async function uploadFolder(): Promise<string> {
  const folder = join(world.folder, 'pair');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'one.txt'), 'first');
  await writeFile(join(folder, 'two.txt'), 'second');
  return ((await world.json('upload', folder, ...world.server, ...sealing)).document as { name: string })
    .name;
}

describe('a stream', () => {
  test('goes up from a pipe and comes back through one, over lines that drop', async () => {
    const key = randomBytes(32);
    line.after(20 * mebibyte, () => line.cut());
    const args = ['upload', '-', '--label', 'Dump', '--stdin-name', 'db.sql', ...throughLine()];
    const up = await run([...args, ...sealing, '--json'], noise(size, key));
    expect(up.exitCode, up.stderr).toBe(0);
    expect(up.stderr).toContain('broke off. Trying again');
    const uploaded = JSON.parse(String(up.stdout)) as { name: string };
    expect(uploaded).toMatchObject({ mode: 'client', bytes: size, entries: 1, warnings: [] });
    expect(uploaded.name).toMatch(/^Dump_/);
    expect(await unfinished()).toEqual([]);

    const { document } = await world.json('show', uploaded.name, ...world.server, ...opening);
    expect(document).toMatchObject({ entries: [{ path: 'db.sql', type: 'file', size, mode: 0o600 }] });

    line.after(20 * mebibyte, () => line.cut());
    const down = await run(['download', uploaded.name, '--to', '-', ...throughLine(), ...opening]);
    expect(down.exitCode, down.stderr).toBe(0);
    expect(down.stderr).toContain('broke off. Trying again');
    expect(down.stdout.equals(noiseOf(size, key))).toBe(true);
  });

  test('of no byte is refused, as that is what a failed dump leaves, unless it is allowed', async () => {
    const { exitCode, stdout } = await run(['upload', '-', '--label', 'none', '--json', ...world.server]);
    expect(exitCode).toBe(5);
    expect(JSON.parse(String(stdout))).toMatchObject({ error: { code: 'stdin-empty' } });

    const name = await upload([], '--label', 'none', '--allow-empty');
    expect(await download(name)).toMatchObject({ exitCode: 0, stdout: Buffer.alloc(0) });
  });

  test('of which the program was killed while it came leaves nothing behind the next one', async () => {
    const child = startPiped(
      ['upload', '-', '--label', 'killed', ...world.server, ...sealing],
      world.environment,
    );
    for (const chunk of noise(20 * mebibyte, randomBytes(32))) {
      if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
    }
    child.kill('SIGKILL');
    await once(child, 'close');
    expect((await world.json('transfers', 'list')).document).toEqual({ transfers: [] });
    expect(await unfinished()).toEqual([]);
  });

  describe('that could not be sent', () => {
    const key = randomBytes(32);

    test('is kept sealed, and sent when its transfer is resumed, from where it stopped', async () => {
      await killWhileSending(12 * mebibyte, key);
      const [{ id = '', paths = [''] } = {}] = await kept();
      expect(paths).toEqual([]);
      const before = line.sent();
      const { exitCode, stderr, stdout } = await run(['transfers', 'resume', id, ...throughLine(), '--json']);
      expect(exitCode, stderr).toBe(0);
      expect(line.sent() - before).toBeLessThan(9 * mebibyte);
      const { name } = JSON.parse(String(stdout)) as { name: string };
      expect((await download(name)).stdout.equals(noiseOf(12 * mebibyte, key))).toBe(true);
      expect(await unfinished()).toEqual([]);
    });

    test('gives way to what comes next under its label, and to nothing else', async () => {
      await killWhileSending(12 * mebibyte, key);
      const next = (label: string) =>
        run(['upload', '-', '--label', label, ...throughLine(), ...sealing], [Buffer.from('a row\n')]);
      expect(await next('other')).toMatchObject({ exitCode: 0 });
      expect(await kept()).toHaveLength(1);
      expect(await next('kept')).toMatchObject({ exitCode: 0 });
      expect(await kept()).toEqual([]);
    });
  });

  test('cleans up what a program left that was killed before its file had lost its name', async () => {
    await mkdir(join(world.home, 'state/spool'), { recursive: true });
    await writeFile(join(world.home, 'state/spool/0123456789ab'), '');
    const args = ['seal', '-', '-o', '-', '--stdin-name', 'row', ...sealing];
    expect(await run(args, [Buffer.from('a row\n')])).toMatchObject({ exitCode: 0 });
    expect(await spooled()).toEqual([]);
  });

  test('without a name of its own has that of the label', async () => {
    const name = await upload([Buffer.from('a row\n')], '--label', 'été');
    const { document } = await world.json('show', name, ...world.server, ...opening);
    expect(document).toMatchObject({ entries: [{ path: 'ete', size: 6 }] });
  });

  test('that is interrupted is not stored', async () => {
    const child = startPiped(
      ['upload', '-', '--label', 'broken', ...world.server, ...sealing],
      world.environment,
    );
    for (const chunk of noise(8 * mebibyte, randomBytes(32))) {
      if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
    }
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(await unfinished()).toEqual([]);
    expect((await world.json('list', ...world.server)).stdout).not.toContain('broken_');
  });
});

describe('one file of an archive', () => {
  const key = randomBytes(32);
  let name: string;
  beforeAll(async () => {
    name = await upload(noise(8 * mebibyte, key), '--label', 'noise');
  });

  test('is chosen where there are several', async () => {
    const folder = await uploadFolder();
    const several = await download(folder);
    expect(several).toMatchObject({ exitCode: 2, stdout: Buffer.alloc(0) });
    expect(several.stderr).toContain("--only 'pair/one.txt'");
    expect(await download(folder, '--json')).toMatchObject({ exitCode: 2 });

    const chosen = await download(folder, '--only', 'pair/two.txt');
    expect(chosen).toMatchObject({ exitCode: 0, stdout: Buffer.from('second') });
    expect(await download(folder, '--only', 'pair/three.txt')).toMatchObject({ exitCode: 5 });
  });

  test('is written as far as it is wanted, and nobody is told', async () => {
    const child = startPiped(['download', name, '--to', '-', ...world.server, ...opening], world.environment);
    child.stdout.once('data', () => child.stdout.destroy());
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: '' });
  });

  test('does not keep a program that is interrupted while nobody reads', async () => {
    const child = startPiped(['download', name, '--to', '-', ...world.server, ...opening], world.environment);
    await once(child.stdout, 'readable');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  });

  test('that was altered on the server ends before what was altered, and in an error', async () => {
    const stored = await open(onServer(name), 'r+');
    await stored.write(Buffer.from('altered'), 0, 7, 6 * mebibyte);
    await stored.close();

    const { exitCode, stdout, stderr } = await download(name);
    expect(exitCode).toBe(6);
    expect(stderr).toContain(`only the first ${stdout.length} bytes`);
    expect(stdout.length).toBeGreaterThan(0);
    expect(
      noiseOf(8 * mebibyte, key)
        .subarray(0, stdout.length)
        .equals(stdout),
    ).toBe(true);
  });

  test('of an archive that was cut on the server is not even begun', async () => {
    await truncate(onServer(name), mebibyte);
    expect(await download(name)).toMatchObject({ exitCode: 6, stdout: Buffer.alloc(0) });
  });
});

test('an archive is sealed into a pipe and opened out of one, without a server', async () => {
  const content = randomBytes(mebibyte);

  const sealed = await run(['seal', '-', '-o', '-', '--stdin-name', 'noise', ...sealing], [content]);
  expect(sealed).toMatchObject({ exitCode: 0 });
  expect(sealed.stdout.subarray(1, 4).toString()).toBe('SCA');
  expect(await run(['open', '-', '--to', '-', ...opening], [sealed.stdout])).toMatchObject({
    exitCode: 0,
    stdout: content,
  });

  const ofPaths = await run(['seal', await writeSource(world, 'letter', 'Dear'), '-o', '-', ...sealing]);
  const to = join(world.folder, 'opened');
  expect(await run(['open', '-', '--to', to, ...opening], [ofPaths.stdout])).toMatchObject({ exitCode: 0 });
  expect(await readFile(join(to, 'letter'), 'utf8')).toBe('Dear');

  const file = join(world.folder, 'noise.enc');
  expect(await run(['seal', '-', '-o', file, ...sealing], [content])).toMatchObject({ exitCode: 0 });
  const opened = await run(['open', file, '--only', 'noise', '--to', '-', ...opening]);
  expect(opened).toMatchObject({ exitCode: 0, stdout: content });
});

test('a list that nobody reads is no error', async () => {
  const child = startPiped(['list', '--json', ...world.server], world.environment);
  child.stdout.destroy();
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('a terminal is neither read nor written to', async () => {
  const started = (...args: string[]) => startOnTerminal(args, world.folder, world.environment);
  const typed = started('upload', '-', '--label', 'typed', ...world.server);
  await typed.see('pg_dump db | secure-client upload - --label db');
  expect(await typed.exited).toBe(2);
  const shown = started('seal', '/etc/hostname', '-o', '-');
  await shown.see('A sealed archive is not written to a terminal.');
  expect(await shown.exited).toBe(2);
});
