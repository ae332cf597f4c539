import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveTcp } from '../net/support/server.ts';
import { temporaryFolder } from '../support/clientHome.ts';
import { cleanEnvironment, programPath, runProgram } from '../support/program.ts';
import { startOnTerminal } from '../support/pty.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

interface Document {
  readonly checks: readonly {
    readonly id: string;
    readonly group: string;
    readonly status: 'ok' | 'warning' | 'problem' | 'skipped';
    readonly message: string;
    readonly fix?: string;
  }[];
  readonly problems: number;
  readonly warnings: number;
}

const doctor = async (...args: string[]) => {
  const { exitCode, document } = await world.json('doctor', ...args);
  const { checks, ...counts } = document as Document;
  const of = (status: string) => checks.filter((check) => check.status === status);
  return {
    exitCode,
    checks,
    counts,
    problems: of('problem'),
    warnings: of('warning'),
    skipped: of('skipped'),
  };
};

describe('doctor', () => {
  test('finds all well but the passphrase, and leaves nothing behind', async () => {
    const before = await readdir(world.home, { recursive: true });
    const { exitCode, checks, counts, problems, warnings } = await doctor(...world.server);

    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      {
        id: 'account.passphrase',
        group: 'account',
        status: 'warning',
        message: expect.stringContaining('it could open the archives'),
        fix: 'Set another one with --passphrase-file.',
      },
    ]);
    expect(counts).toEqual({ problems: 0, warnings: 1 });
    expect(exitCode).toBe(0);
    expect([...new Set(checks.map(({ group }) => group))]).toEqual([
      'home',
      'certificates',
      'connection',
      'account',
      'schedule',
      'terminal',
      'program',
    ]);
    expect(checks).toContainEqual(expect.objectContaining({ id: 'account.login', status: 'ok' }));
    expect(await readdir(world.home, { recursive: true })).toEqual(before);
  });

  test('says without a server how to give one', async () => {
    const { exitCode, checks } = await doctor();
    const [only, ...others] = checks.filter(({ group }) => group === 'connection');
    expect(only).toMatchObject({ status: 'skipped', message: expect.stringContaining('Give --host') });
    expect(others).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test('asks no server with --offline', async () => {
    const silent = await serveTcp(() => {});
    const { exitCode, checks } = await doctor(
      '--offline',
      '--host',
      '127.0.0.1',
      '--port',
      String(silent.peer.port),
    );
    expect(checks.filter(({ group }) => group === 'connection')).toMatchObject([{ status: 'skipped' }]);
    expect(silent.connections()).toBe(0);
    expect(exitCode).toBe(0);
  });

  test('ends with 10 where others can read the key, and says what to type', async () => {
    const key = join(world.home, 'certs/client.key');
    await chmod(key, 0o644);
    const { exitCode, problems } = await doctor('--offline');
    await chmod(key, 0o600);
    expect(problems).toMatchObject([{ id: 'home.files', fix: `chmod 600 ${key}` }]);
    expect(exitCode).toBe(10);
  });

  test('ends with 3 where the authority is another one, in French too', async () => {
    const authority = join(world.home, 'certs/ca.crt');
    const other = await temporaryFolder();
    await runProgram(['certs', 'init', '--authority', join(other, 'authority')], world.environment);
    await rename(authority, `${authority}.ours`);
    await copyFile(join(other, 'authority/authority.crt'), authority);
    const { exitCode, stdout } = await runProgram(
      ['doctor', '--lang', 'fr', ...world.server],
      world.environment,
    );
    await rename(`${authority}.ours`, authority);

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^ {2}! émetteur {8}l’autorité de .* n’a pas émis notre certificat/m);
    expect(stdout).toMatch(/^ {2}✗ TLS {13}Le certificat de .* n’a pas été émis par votre autorité/m);
    expect(stdout).toMatch(/^ {20}→ Mettez-y le bon ca.crt/m);
    expect(stdout).toMatch(/^ {2}· connexion {7}non vérifié : voir Liaison, TLS$/m);
    expect(stdout).toMatch(/^1 problème, 2 avertissements\.$/m);
  });

  test('speaks of a password that is wrong, once', async () => {
    const file = join(world.folder, 'wrong');
    await writeFile(file, 'wrong\n', { mode: 0o600 });
    const { exitCode, problems } = await doctor('--password-file', file, ...world.server);
    expect(problems).toMatchObject([{ id: 'account.login' }]);
    expect(exitCode).toBe(4);
  });

  test('can be interrupted while a server is silent', async () => {
    const connected = Promise.withResolvers<void>();
    const { peer } = await serveTcp(() => connected.resolve());
    const child = spawn(
      process.execPath,
      [programPath, 'doctor', '--host', peer.host, '--port', String(peer.port)],
      { env: cleanEnvironment(world.environment), stdio: 'ignore' },
    );
    await connected.promise;
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  });

  test('looks at the terminal it is on, in ASCII where that is all there is', async () => {
    const environment = { ...world.environment, LC_ALL: 'C' };
    const terminal = startOnTerminal(['doctor', '--offline'], world.folder, environment);
    await terminal.see('+ window         80x24');
    await terminal.see('! characters     not UTF-8');
    expect(await terminal.exited).toBe(0);
  });
});
