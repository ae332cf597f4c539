import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keyringEnvironment } from '../support/keyring.ts';
import { startOnTerminal } from '../support/pty.ts';
import { keys } from '../support/terminal.ts';
import { createWorld, password, username } from '../support/world.ts';

test('the first start without a certificate leads to the embedded server, and leaves nothing behind', async () => {
  const home = await mkdtemp(join(tmpdir(), 'first-start-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const environment = { SECURE_CLIENT_HOME: home, TMPDIR: home, ...keyringEnvironment() };
  const terminal = startOnTerminal([], home, environment);
  await terminal.see('! No client certificate');
  terminal.press(keys.ctrl('n'));
  await terminal.see('► Import one that you have');
  terminal.press(`jj${keys.enter}`);
  await terminal.see('► [ Connect ]');
  terminal.press(keys.enter);
  await terminal.see('3 archives');
  terminal.press('q');
  expect(await terminal.exited).toBe(0);
  expect(await readdir(home)).toEqual([]);
});

test('an encrypted key is opened by a dialog, and seals the password that is remembered', async () => {
  const world = await createWorld();
  onTestFinished(() => world.close());
  const keyPath = join(world.home, 'certs/client.key');
  const encryption = { cipher: 'aes-256-cbc', passphrase: 'of the key' };
  const pem = createPrivateKey(await readFile(keyPath)).export({
    format: 'pem',
    type: 'pkcs8',
    ...encryption,
  });
  await writeFile(keyPath, pem);
  const environment = { SECURE_CLIENT_HOME: world.home, ...keyringEnvironment() };

  const first = startOnTerminal(world.server, world.folder, environment);
  await first.see('key encrypted');
  await first.see('sealed in credentials.json');
  await first.see('► Password');
  first.press(`${password}${keys.tab}${keys.tab} ${keys.tab} ${keys.enter}`);
  await first.see('─ The private key of this machine ─');
  first.press(`of the key${keys.enter}`);
  await first.see('No archives yet');
  await expect.poll(() => readdir(world.home), { timeout: 10_000 }).toContain('credentials.json');
  first.press('q');
  expect(await first.exited).toBe(0);

  const second = startOnTerminal([], world.folder, environment);
  await second.see(/Password +remembered/);
  await second.see('► [ Connect ]');
  second.press(keys.enter);
  await second.see('─ The private key of this machine ─');
  second.press(`of the key${keys.enter}`);
  await second.see(`${username}@127.0.0.1:${world.port}`);
  second.press('q');
  expect(await second.exited).toBe(0);

  const command = startOnTerminal(['list'], world.folder, environment);
  await command.see(`Passphrase of ${keyPath}`.slice(0, 40));
  command.press('of the key\r');
  await command.see('No archives yet');
  expect(await command.exited).toBe(0);
});
