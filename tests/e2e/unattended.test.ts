import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { createWorld, password, type World, writeSource } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Runs the program with nothing but its home. */
const alone = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runProgram([...args, '--json'], { SECURE_CLIENT_HOME: world.home, ...environment });

async function credentials(name: string, secrets: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(world.folder, name);
  await mkdir(folder);
  for (const [id, secret] of Object.entries(secrets))
    await writeFile(join(folder, id), secret, { mode: 0o440 });
  return folder;
}

describe('credentials that systemd hands over', () => {
  test('log in, and seal with the passphrase', async () => {
    const CREDENTIALS_DIRECTORY = await credentials('both', {
      'secure-client.password': `${password}\n`,
      'secure-client.passphrase': 'set apart from it\n',
    });
    const path = await writeSource(world, 'handed-over.txt', 'by systemd');
    const uploaded = await alone(['upload', path, ...world.server], { CREDENTIALS_DIRECTORY });
    expect(uploaded.exitCode).toBe(0);
    expect(uploaded.stderr).toBe('');
    const { name } = JSON.parse(uploaded.stdout) as { name: string };

    const shown = await world.json('show', name, ...world.server);
    expect(shown.document).toMatchObject({ error: { code: 'passphrase-or-envelope-wrong' } });
    expect((await alone(['show', name, ...world.server], { CREDENTIALS_DIRECTORY })).exitCode).toBe(0);
  });

  test('also open archives without a server', async () => {
    const CREDENTIALS_DIRECTORY = await credentials('phrase', {
      'secure-client.passphrase': 'a phrase of its own',
    });
    const path = await writeSource(world, 'offline.txt', 'offline');
    const archive = join(world.folder, 'offline.enc');
    expect((await alone(['seal', path, '-o', archive], { CREDENTIALS_DIRECTORY })).exitCode).toBe(0);
    expect((await alone(['open', archive, '--list'], { CREDENTIALS_DIRECTORY })).exitCode).toBe(0);
  });

  test('come after what was asked for by an option or the environment', async () => {
    const CREDENTIALS_DIRECTORY = await credentials('wrong', { 'secure-client.password': 'not it' });
    const refused = await alone(['list', ...world.server], { CREDENTIALS_DIRECTORY });
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'wrong-credentials' } });
    const SECURE_CLIENT_PASSWORD = password;
    const accepted = await alone(['list', ...world.server], {
      CREDENTIALS_DIRECTORY,
      SECURE_CLIENT_PASSWORD,
    });
    expect(accepted.exitCode).toBe(0);
  });

  test('may be missing', async () => {
    const CREDENTIALS_DIRECTORY = await credentials('none', {});
    const refused = await alone(['list', ...world.server], { CREDENTIALS_DIRECTORY });
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'password-missing' } });
    expect(refused.exitCode).toBe(4);
  });
});

describe('the file of a password', () => {
  test('that others can read is said to be one, with what to do', async () => {
    const file = await writeSource(world, 'open-to-all', password);
    await chmod(file, 0o640);
    const { exitCode, stderr } = await alone(['list', '--password-file', file, ...world.server]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(`Others can read ${file}. Keep it for yourself: chmod 600 ${file}\n`);
  });

  test('for its owner alone is taken without a word', async () => {
    const file = await writeSource(world, 'closed', password);
    await chmod(file, 0o400);
    const { exitCode, stderr } = await alone(['list', '--password-file', file, ...world.server]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
  });
});

describe('a machine that uploads for a recipient alone', () => {
  test('needs no passphrase, and keeps nothing that opens its archives', async () => {
    const key = join(world.folder, 'restore.key');
    const { document: made } = await world.json('certs', 'keygen', '-o', key);
    const { recipient } = made as { recipient: string };
    const path = await writeSource(world, 'for-another-machine.txt', 'nobody here can read this again');
    expect((await world.json('schedule', 'add', path, '--recipient', recipient)).exitCode).toBe(0);
    expect((await world.json('schedule', 'run', ...world.server)).exitCode).toBe(0);
    const { document: listed } = await world.json('list', ...world.server);
    const { archives } = listed as { archives: { name: string }[] };
    const archive = archives.find(({ name }) => name.startsWith('for-another-machine'))?.name ?? '';
    const sealed = join(world.folder, 'server/archives/ada', archive);

    const kept = await filesIn(world.home);
    expect(kept).toContain(join(world.home, 'certs/client.key'));
    for (const file of kept) {
      for (const word of await secretsIn(file)) {
        const opened = await alone(['open', sealed, '--list', ...word]);
        expect(opened.exitCode, `${file} opens it`).not.toBe(0);
      }
    }
    const withPassword = await alone(['open', sealed, '--list'], { SECURE_CLIENT_PASSPHRASE: password });
    expect(withPassword.exitCode).toBe(6);
    expect((await alone(['open', sealed, '--list', '--identity', key])).exitCode).toBe(0);
  });

  async function filesIn(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  /** A file as a private key, and, of small ones, its first line as a passphrase. */
  async function secretsIn(file: string): Promise<string[][]> {
    const isShort = (await readFile(file)).length < 10_000;
    return [['--identity', file], ...(isShort ? [['--passphrase-file', file]] : [])];
  }
});
