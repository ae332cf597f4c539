import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cleanEnvironment, type Finished, programPath, runProgram } from '../support/program.ts';
import { createProxy, type Line } from '../support/proxy.ts';
import { createWorld, username, type World } from '../support/world.ts';

const megabyte = 1_000_000;
const segment = 262_144;
/** Handshakes, heads, answers: whatever is neither file nor seal. */
const overhead = 64 * 1024;
const size = 12 * megabyte;

let world: World;
let proxy: Line;
let source: string;
let content: Buffer;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  proxy = await createProxy(() => world.port);
  content = randomBytes(size);
  source = join(world.folder, `source-${randomBytes(4).toString('hex')}.raw`);
  await writeFile(source, content);
});
afterEach(async () => {
  await proxy.close();
  await rm(join(world.home, 'state'), { recursive: true, force: true });
});

const throughProxy = () => ['--host', '127.0.0.1', '--port', String(proxy.port), '--username', username];
const run = (...args: string[]): Promise<Finished> =>
  runProgram([...args, ...throughProxy(), '--json'], world.environment);
const unfinished = () => readdir(join(world.home, 'state/transfers')).catch(() => []);

/** Starts the program and kills it, as only `kill -9` does, after so many bytes went over the line. */
async function runAndKill(bytes: number, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [programPath, ...args, ...throughProxy(), '--json'], {
    env: cleanEnvironment(world.environment),
    stdio: 'ignore',
  });
  proxy.after(bytes, () => child.kill('SIGKILL'));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  expect(signal).toBe('SIGKILL');
}

async function upload(): Promise<string> {
  const { stdout, exitCode } = await run('upload', source);
  expect(exitCode).toBe(0);
  return (JSON.parse(stdout) as { name: string }).name;
}

async function restored(name: string): Promise<Buffer> {
  const to = join(world.folder, `restored-${randomBytes(4).toString('hex')}`);
  const { exitCode, stderr } = await run('download', name, '--to', to);
  expect(exitCode, stderr).toBe(0);
  expect((await readdir(to)).length).toBe(1);
  return readFile(join(to, (await readdir(to))[0] ?? ''));
}

describe('an upload', () => {
  test('goes on when the line drops, and sends at most one segment twice', async () => {
    proxy.after(5 * megabyte, () => proxy.cut());
    const { stdout, stderr, exitCode } = await run('upload', source);

    expect(exitCode).toBe(0);
    expect(stderr).toContain('broke off. Trying again');
    expect(proxy.sent()).toBeLessThan(size + segment + overhead);
    expect(await restored((JSON.parse(stdout) as { name: string }).name)).toEqual(content);
    expect(await unfinished()).toEqual([]);
  });

  test('goes on after the program was killed', async () => {
    await runAndKill(5 * megabyte, 'upload', source);
    expect((await unfinished()).length).toBe(1);
    expect((await run('list')).stdout).not.toContain(basename(source));

    const { stdout, stderr } = await run('upload', source);
    expect(stderr).toContain('Going on where it was interrupted');
    expect(await restored((JSON.parse(stdout) as { name: string }).name)).toEqual(content);
    expect(await unfinished()).toEqual([]);
  });

  test('goes on after the server was killed', async () => {
    proxy.after(5 * megabyte, () => void world.crashServer());
    const { stdout, exitCode, stderr } = await run('upload', source);

    expect(exitCode, stderr).toBe(0);
    expect(await restored((JSON.parse(stdout) as { name: string }).name)).toEqual(content);
  });

  test('of files that changed meanwhile starts over, and says so', async () => {
    await runAndKill(5 * megabyte, 'upload', source);
    await appendFile(source, 'one more line');
    const { stdout, stderr } = await run('upload', source);

    expect(stderr).toContain('The files changed since it was interrupted');
    const { name } = JSON.parse(stdout) as { name: string };
    expect(await restored(name)).toEqual(Buffer.concat([content, Buffer.from('one more line')]));
    expect(await unfinished()).toEqual([]);
  });

  describe('for a recipient', () => {
    let key: string;
    let recipient: string;
    beforeEach(async () => {
      key = `${source}.key`;
      ({ recipient } = (await world.json('certs', 'keygen', '-o', key)).document as { recipient: string });
    });

    /** The password alone, which the server knows too, must not open it. */
    async function expectForRecipientAlone(name: string): Promise<void> {
      expect((await run('show', name)).exitCode).toBe(6);
      expect((await run('show', name, '--identity', key)).exitCode).toBe(0);
    }

    test('that has to start over is for the same recipient, under the same label', async () => {
      await runAndKill(5 * megabyte, 'upload', source, '--label', 'letters', '--recipient', recipient);
      await appendFile(source, 'one more line');
      const [id = ''] = await unfinished();
      const { name } = JSON.parse((await run('transfers', 'resume', id)).stdout) as { name: string };

      expect(name).toMatch(/^letters_/);
      await expectForRecipientAlone(name);
    });

    test('does not go on with one for the password', async () => {
      await runAndKill(5 * megabyte, 'upload', source);
      const { stdout, stderr } = await run('upload', source, '--recipient', recipient);

      expect(stderr).not.toContain('Going on where it was interrupted');
      await expectForRecipientAlone((JSON.parse(stdout) as { name: string }).name);
    });
  });

  test('keeps no key in the clear while it waits', async () => {
    await runAndKill(5 * megabyte, 'upload', source);
    const [id = ''] = await unfinished();
    const record = JSON.parse(
      await readFile(join(world.home, 'state/transfers', id, 'record.json'), 'utf8'),
    ) as Record<string, string>;
    // Salt, nonce and tag around 32 bytes: sealed, not stored.
    expect(Buffer.from(record['fileKey'] ?? '', 'base64').length).toBe(16 + 12 + 32 + 16);
    await run('transfers', 'discard', id);
    expect(await unfinished()).toEqual([]);
  });
});

describe('a download', () => {
  test('goes on when the line drops', async () => {
    const name = await upload();
    const before = proxy.received();
    proxy.after(5 * megabyte, () => proxy.cut());

    expect(await restored(name)).toEqual(content);
    expect(proxy.received() - before).toBeLessThan(size + 2 * megabyte);
    expect(await unfinished()).toEqual([]);
  });

  test('goes on after the program was killed, and leaves no trace of the first attempt', async () => {
    const name = await upload();
    const to = join(world.folder, 'killed');
    await mkdir(to);
    await runAndKill(8 * megabyte, 'download', name, '--to', to);
    const [id = ''] = await unfinished();
    const kept = (await stat(join(world.home, 'state/transfers', id, 'archive'))).size;
    const before = proxy.received();
    const { stderr } = await run('download', name, '--to', to);

    expect(stderr).toContain('Going on where it was interrupted');
    expect(proxy.received() - before).toBeLessThan(size - kept + overhead);
    const names = await readdir(to);
    expect(names.length).toBe(1);
    expect(await readFile(join(to, names[0] ?? ''))).toEqual(content);
    expect(await unfinished()).toEqual([]);
  });

  test('goes on after the server was killed', async () => {
    const name = await upload();
    proxy.after(5 * megabyte, () => void world.crashServer());
    expect(await restored(name)).toEqual(content);
  });
});

describe('an archive on the server', () => {
  test('is listed by its first and last segments alone', async () => {
    const name = await upload();
    const before = proxy.received();
    const { stdout } = await run('show', name);

    expect(JSON.parse(stdout)).toMatchObject({ name, entries: [{ size }] });
    expect(proxy.received() - before).toBeLessThan(2 * segment + overhead);
  });

  test('is restored in part by the segments that hold the part', async () => {
    const folder = join(world.folder, 'large-and-small');
    await mkdir(folder);
    await writeFile(join(folder, 'large.raw'), content);
    await writeFile(join(folder, 'small.txt'), 'one small file');
    const { stdout } = await run('upload', folder);
    const { name } = JSON.parse(stdout) as { name: string };
    const to = join(world.folder, 'part');
    const before = proxy.received();
    await run('download', name, '--only', 'large-and-small/small.txt', '--to', to);

    expect(await readFile(join(to, 'large-and-small/small.txt'), 'utf8')).toBe('one small file');
    expect(proxy.received() - before).toBeLessThan(3 * segment + overhead);
  });

  test('changes its passphrase by its envelope alone', async () => {
    const name = await upload();
    const next = join(world.folder, 'next-passphrase');
    await writeFile(next, 'a new and longer passphrase\n');
    const before = proxy.sent() + proxy.received();
    expect((await run('rewrap', name, '--new-passphrase-file', next)).exitCode).toBe(0);
    expect(proxy.sent() + proxy.received() - before).toBeLessThan(overhead);

    expect((await run('show', name)).exitCode).toBe(6);
    expect((await run('show', name, '--passphrase-file', next)).exitCode).toBe(0);
  });

  test('is deleted when that is asked for', async () => {
    const name = await upload();
    expect((await run('delete', name)).exitCode).toBe(0);
    const again = await run('delete', name);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'archive-not-found' } });
  });
});
