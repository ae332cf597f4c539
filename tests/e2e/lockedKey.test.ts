import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPeers } from '../support/peers.ts';
import { run, runProgram } from '../support/program.ts';
import { startOnTerminal } from '../support/pty.ts';
import { createWorld, type World, writeSource } from '../support/world.ts';

const passphrase = 'ouvre-toi';
const openssl = hasPeers([['openssl', 'version']], 'openssl');
let world: World;
let given: { SECURE_CLIENT_KEY_PASSPHRASE: string };
const inCerts = (name: string) => join(world.home, 'certs', name);

beforeAll(async () => {
  world = await createWorld();
  given = { SECURE_CLIENT_KEY_PASSPHRASE: passphrase };
  const key = createPrivateKey(await readFile(inCerts('client.key')));
  const locked = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  await writeFile(inCerts('client.key'), locked);
});
afterAll(() => world.close());

const login = () => ['login', ...world.server];

describe('an encrypted client.key', () => {
  test('is opened by the passphrase in a file', async () => {
    const file = await writeSource(world, 'key-passphrase', `${passphrase}\n`);
    expect((await world.json(...login(), '--key-passphrase-file', file)).exitCode).toBe(0);
  });

  test('is opened by the passphrase in the environment', async () => {
    const { exitCode } = await runProgram(login(), { ...world.environment, ...given });
    expect(exitCode).toBe(0);
  });

  test('seals the journals of uploads', async () => {
    const source = await writeSource(world, 'notes.txt', 'a note');
    const environment = { ...world.environment, ...given };
    const { exitCode, stderr } = await runProgram(['upload', source, ...world.server], environment);
    expect(exitCode, stderr).toBe(0);
  });

  test('says what is missing where nobody can be asked', async () => {
    const { exitCode, document } = await world.json(...login());
    expect(exitCode).toBe(4);
    expect(document).toMatchObject({ error: { code: 'client-key-passphrase-missing' } });
  });

  test('says that a given passphrase is wrong', async () => {
    const { exitCode, stdout } = await runProgram([...login(), '--json'], {
      ...world.environment,
      SECURE_CLIENT_KEY_PASSPHRASE: 'wrong',
    });
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'client-key-passphrase-wrong' } });
  });

  test('leaves `certs show` alone, which asks for nothing', async () => {
    expect((await world.json('certs', 'show')).exitCode).toBe(0);
  });

  test('is asked for on a terminal, again after a wrong passphrase', async () => {
    const terminal = startOnTerminal(login(), world.folder, world.environment);
    await terminal.see('Passphrase of');
    terminal.press('wrong\r');
    await terminal.see('does not open');
    await terminal.see(/(Passphrase of[\s\S]*){2}/);
    terminal.press(`${passphrase}\r`);
    expect(await terminal.exited).toBe(0);
    expect(terminal.output()).not.toContain(passphrase);
  });

  test('is asked for three times at most', async () => {
    const terminal = startOnTerminal(login(), world.folder, world.environment);
    for (const tries of [1, 2, 3]) {
      await terminal.see(new RegExp(`(Passphrase of[\\s\\S]*){${tries}}`));
      terminal.press('wrong\r');
    }
    expect(await terminal.exited).toBe(4);
  });
});

describe.skipIf(!openssl)('client.p12', () => {
  test('is all that a home needs', async () => {
    const home = join(world.folder, 'home-of-p12');
    await mkdir(join(home, 'certs'), { recursive: true });
    const store = join(home, 'certs/client.p12');
    const pair = ['-in', inCerts('client.crt'), '-inkey', inCerts('client.key')];
    const secrets = ['-passin', `pass:${passphrase}`, '-passout', `pass:${passphrase}`];
    const packed = ['pkcs12', '-export', ...pair, '-certfile', inCerts('ca.crt'), ...secrets, '-out', store];
    expect((await run('openssl', packed)).exitCode).toBe(0);
    const environment = { ...world.environment, ...given, SECURE_CLIENT_HOME: home };

    const { exitCode, stderr } = await runProgram(login(), environment);
    expect(exitCode, stderr).toBe(0);
    const shown = await runProgram(['certs', 'show', '--json'], environment);
    const { fingerprint256 } = new X509Certificate(await readFile(inCerts('client.crt')));
    expect(JSON.parse(shown.stdout)).toMatchObject({
      certificates: [{ path: store, fingerprint256 }, { purposes: ['authority'] }],
    });
    await rm(home, { recursive: true });
  });
});
