import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyringEnvironment } from '../support/keyring.ts';
import { runProgram } from '../support/program.ts';
import { startOnTerminal } from '../support/pty.ts';
import { createWorld, password, username, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const name of ['config.json', 'credentials.json']) await rm(join(world.home, name), { force: true });
});

/** Without the password in the environment: it comes from the memory, or from nowhere. */
async function run(...args: string[]) {
  const finished = await runProgram([...args, '--json'], {
    SECURE_CLIENT_HOME: world.home,
    ...keyringEnvironment(),
  });
  return { ...finished, document: JSON.parse(finished.stdout) as unknown };
}
const server = () => ({ host: '127.0.0.1', port: world.port, username });
const config = async () => JSON.parse(await readFile(join(world.home, 'config.json'), 'utf8')) as unknown;

describe('a profile', () => {
  test('is made by login, and names the server from then on', async () => {
    const made = await world.json('login', ...world.server, '--remember', '--profile', 'nas');
    expect(made.exitCode).toBe(0);
    expect(await config()).toEqual({ version: 1, profiles: { nas: server() } });

    const listed = await world.json('list', '--profile', 'nas');
    expect(listed.document).toEqual({ archives: [] });
    const overridden = await world.json('list', '--profile', 'nas', '--username', 'nobody');
    expect(overridden.document).toMatchObject({ error: { code: 'wrong-credentials' } });
  });

  test('fills the login screen in, unless another server is asked for', async () => {
    await world.json('login', ...world.server, '--remember', '--profile', 'nas');
    const environment = { SECURE_CLIENT_HOME: world.home, ...keyringEnvironment() };
    const named = startOnTerminal([], world.folder, environment);
    await named.see(/Profile +nas/);
    await named.see(/Server +127\.0\.0\.1/);
    named.press('\u{3}');
    await named.exited;
    const other = startOnTerminal(['--host', 'other.example.org'], world.folder, environment);
    await other.see(/Profile +without a name/);
    await other.see(/Server +other\.example\.org/);
    other.press('\u{3}');
    await other.exited;
  });

  test('that is not there is told with those that are, by commands and screens', async () => {
    await world.json('login', ...world.server, '--remember', '--profile', 'nas');
    for (const args of [['list'], ['list', ...world.server], []]) {
      const { exitCode, document } = await world.json(...args, '--profile', 'nsa');
      expect(exitCode).toBe(5);
      expect(document).toMatchObject({
        error: {
          code: 'profile-unknown',
          message: 'There is no profile nsa.',
          next: 'There are: nas.',
        },
      });
    }
  });
});

describe('a remembered password', () => {
  const rememberAs = (...more: string[]) =>
    world.json('login', ...world.server, '--remember', '--remember-password', ...more);

  test('is used where nothing else gives one, and lies nowhere in the clear', async () => {
    const kept = await rememberAs();
    expect(kept.document).toMatchObject({ password_kept: 'sealed-file' });
    expect((await run('list')).document).toEqual({ archives: [] });

    const stored = await readFile(join(world.home, 'credentials.json'), 'utf8');
    expect(stored).not.toContain(password);
    expect(await config()).toEqual({ version: 1, ...server() });
  });

  test('goes to the keyring of the system where there is one', async () => {
    const keyring = join(world.folder, 'keyring');
    await mkdir(keyring);
    const environment = { SECURE_CLIENT_HOME: world.home, ...keyringEnvironment(keyring) };
    const kept = await runProgram(
      ['login', ...world.server, '--remember', '--remember-password', '--lang', 'fr'],
      { ...environment, SECURE_CLIENT_PASSWORD: password },
    );
    expect(kept.stdout).toContain('Le mot de passe est gardé dans le trousseau du système.');
    expect(await readdir(keyring)).toHaveLength(1);
    expect(await readdir(world.home)).not.toContain('credentials.json');
    expect((await runProgram(['list', '--json'], environment)).exitCode).toBe(0);
  });

  test('is forgotten on demand, without a connection', async () => {
    await rememberAs();
    const forgotten = await run('login', '--forget', '--port', String(world.port));
    expect(forgotten.document).toEqual(server());
    expect((await run('list')).document).toMatchObject({ error: { code: 'password-missing' } });
    const both = await run('login', '--forget', '--remember');
    expect(both).toMatchObject({ exitCode: 2, document: { error: { code: 'usage' } } });
  });

  test('brings the passphrase that was set apart with it', async () => {
    const passphrase = join(world.folder, 'passphrase');
    await writeFile(passphrase, 'one of its own\n');
    await rememberAs('--passphrase-file', passphrase);

    const again = await run('login');
    expect(again.document).toMatchObject({ passphrase_is_password: false });
    // Also where the password itself comes from elsewhere: archives must not be sealed for that.
    const given = await world.json('login');
    expect(given.document).toMatchObject({ passphrase_is_password: false });
  });

  test('of an earlier version is read, and moved when the login is remembered next', async () => {
    const old = { ...server(), password };
    await writeFile(join(world.home, 'config.json'), JSON.stringify(old));
    expect((await run('list')).exitCode).toBe(0);
    const elsewhere = await run('list', '--username', 'bob');
    expect(elsewhere.document).toMatchObject({ error: { code: 'password-missing' } });

    const moved = await runProgram(['login', '--remember'], {
      SECURE_CLIENT_HOME: world.home,
      ...keyringEnvironment(),
    });
    expect(moved.stdout).toContain(
      'The password was in config.json in the clear: it is no longer there, but kept in credentials.json',
    );
    expect(await config()).toEqual({ version: 1, ...server() });
    expect((await run('list')).exitCode).toBe(0);
  });

  test('that the server refuses is asked for, once', async () => {
    await world.json('login', ...world.server, '--remember');
    await writeFile(
      join(world.home, 'config.json'),
      JSON.stringify({ ...server(), password: 'of last year' }),
    );
    const unasked = await run('list');
    expect(unasked).toMatchObject({ exitCode: 4, document: { error: { code: 'wrong-credentials' } } });

    const terminal = startOnTerminal(['list'], world.folder, {
      SECURE_CLIENT_HOME: world.home,
      ...keyringEnvironment(),
    });
    await terminal.see('does not accept the remembered password');
    await terminal.see(`Password of ${username} on 127.0.0.1:`);
    terminal.press('wrong again\r');
    expect(await terminal.exited).toBe(4);

    const second = startOnTerminal(['list'], world.folder, {
      SECURE_CLIENT_HOME: world.home,
      ...keyringEnvironment(),
    });
    await second.see(`Password of ${username} on 127.0.0.1:`);
    second.press(`${password}\r`);
    expect(await second.exited).toBe(0);
  });
});
