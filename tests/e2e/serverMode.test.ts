import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { account, type BaseServer, startBaseServer } from '../support/baseServer.ts';
import { runProgram } from '../support/program.ts';

/** A server that seals by itself, a home that knows it, and the program on them. */
async function enter(config: Partial<Config> = {}) {
  const server = await startBaseServer({ keeps: 'sealed' });
  const home = await server.home({ ...server.peer, username: account.username, ...config });
  const environment = { SECURE_CLIENT_HOME: home, SECURE_CLIENT_PASSWORD: account.password };
  const write = async (name: string, content: string | Buffer) => {
    await writeFile(join(home, name), content);
    return join(home, name);
  };
  return { server, home, write, run: (...args: string[]) => runProgram(args, environment) };
}

function lastBody({ requests }: BaseServer): string {
  const upload = requests.findLast(({ line }) => line.startsWith('POST /upload-file'));
  return upload?.body.toString('latin1') ?? '';
}

const warning = 'Server mode: the file goes up as it is, and the server can read it.\n';

test('upload --mode server says that the server can read the file, and what it did', async () => {
  const { server, write, run } = await enter();
  const path = await write('letter.txt', 'Dear reader');
  const asText = await run('upload', path, '--mode', 'server');
  expect(asText).toMatchObject({ exitCode: 0, stderr: warning });
  expect(asText.stdout).toMatch(
    /^Sent letter\.txt, 11\sB, as it is\. The server can read it, and may list it/,
  );
  expect(lastBody(server)).toBe('Dear reader');

  const asJson = await run('upload', path, '--mode', 'server', '--json');
  expect(asJson.stderr).toBe(warning);
  expect(JSON.parse(asJson.stdout)).toEqual({
    mode: 'server',
    name: 'letter.txt',
    bytes: 11,
    sealed_bytes: 11,
    entries: 1,
    warnings: [],
  });
});

test('a file that is no text is sent with a warning, and exit code 8', async () => {
  const { write, run } = await enter();
  const path = await write('image.raw', Buffer.from([0xff, 0xd8, 0xff]));
  const { exitCode, stderr } = await run('upload', path, '--mode', 'server');
  expect(exitCode).toBe(8);
  expect(stderr).toContain(`Not UTF-8 text; the server may keep it damaged: ${path}`);
});

test('a folder is refused, with the next step', async () => {
  const { home, run, server } = await enter();
  const { exitCode, stderr } = await run('upload', home, '--mode', 'server');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('or seal all of it on this machine: --mode client');
  expect(lastBody(server)).toBe('');
});

test('the configuration chooses the mode, and the option has the last word', async () => {
  const { server, write, run } = await enter({ mode: 'server' });
  const path = await write('letter.txt', 'Dear reader');
  await run('upload', path);
  expect(lastBody(server)).toBe('Dear reader');
  const { stdout, stderr } = await run('upload', path, '--mode', 'client', '--json');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ mode: 'client' });
  expect(lastBody(server)).toMatch(/^iVNDQQ0KGg/);
});

test('what is scheduled goes up in the mode of the configuration', async () => {
  const { server, write, run } = await enter({ mode: 'server' });
  await run('schedule', 'add', await write('letter.txt', 'Dear reader'));
  const { stdout, stderr } = await run('schedule', 'run', '--json');
  expect(stderr).toContain(warning);
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{ mode: 'server', name: 'letter.txt' }] });
  expect(lastBody(server)).toBe('Dear reader');
});

test.each([
  ['--mode', 'both'],
  ['--mode', 'server', '--label', 'x'],
  ['--mode', 'server', '--exclude', 'x'],
  ['--mode', 'server', '--recipient', 'x25519:abc'],
])('%s %s %s is a mistake, and nothing is sent', async (...options) => {
  const { server, write, run } = await enter();
  const { exitCode } = await run('upload', await write('letter.txt', 'x'), ...options.filter(Boolean));
  expect(exitCode).toBe(2);
  expect(lastBody(server)).toBe('');
});

test('a scheduled path keeps the mode it was added with', async () => {
  const { server, write, run } = await enter({ mode: 'server' });
  const path = await write('letter.txt', 'Dear reader');
  await run('schedule', 'add', path, '--mode', 'client');
  await run('schedule', 'run');
  expect(lastBody(server)).not.toContain('Dear reader');

  expect((await run('schedule', 'edit', path, '--mode', 'server')).stderr).toBe(warning);
  const forOne = `x25519:${'A'.repeat(43)}`;
  expect((await run('schedule', 'run', '--now', '--recipient', forOne)).exitCode).toBe(2);
  const { exitCode, stdout } = await run('schedule', 'run', '--now', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{ path, mode: 'server' }] });
  expect(lastBody(server)).toBe('Dear reader');
});
