import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rememberedSecretsOf } from '../../src/client/rememberedSecrets.ts';
import { noKeyring } from '../../src/client/secrets/keyring.ts';
import type { Secrets } from '../../src/client/secrets/secrets.ts';
import { UserError } from '../../src/common/errors.ts';
import { saveConfig } from '../../src/config/config.ts';
import { giveCertificate } from '../support/certificates.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, openTerminal, type TestTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const alice = { host: filled.host, port: 8443, username: 'alice' };
const refusal = new UserError('wrong-credentials', { ...alice });
const login = { ...filled, password: '' };

/** A home with a certificate, and secrets of alice. */
function remembering(secrets: Secrets) {
  return async (home: string) => {
    await giveCertificate(home);
    await rememberedSecretsOf(home, noKeyring).remember(alice, secrets);
  };
}
const recall = ({ home }: TestTerminal) => rememberedSecretsOf(home, noKeyring).recall(alice);

test('the box says where the password will be kept, and that is where it goes', async () => {
  const terminal = await openTerminal({ login: filled, prepare: (home) => giveCertificate(home) });
  await terminal.see('[ ] Remember the password, sealed in credentials.json');
  await terminal.type(`${keys.up} ${keys.enter}`);
  latest(terminal.client.logins).accept();
  await expect.poll(() => recall(terminal)).toEqual({ password: 'hunter2' });
  const stored = await readFile(join(terminal.home, 'credentials.json'), 'utf8');
  expect(stored).not.toContain('hunter2');
});

test.each([
  ['en', 'Remember the password in the system keyring'],
  ['fr', 'Retenir le mot de passe dans le trousseau système'],
] as const)('the box says so of a keyring (%s)', async (language, sentence) => {
  const kept: unknown[] = [];
  const keyring = {
    ...noKeyring,
    isThere: async () => true,
    store: async (...all: unknown[]) => void kept.push(all),
  };
  const terminal = await openTerminal({ language, login: filled, keyring });
  await terminal.see(sentence);
  await terminal.type(`${keys.up} ${keys.enter}`);
  latest(terminal.client.logins).accept();
  await expect.poll(() => kept).toEqual([[alice, expect.stringContaining('hunter2')]]);
});

test('where there is no place for a password, the box says that and cannot be ticked', async () => {
  const terminal = await openTerminal({ login: filled, columns: 60, rows: 16 });
  await terminal.see('[ ] Remember the password: no place for it here');
  await terminal.type(keys.up);
  await terminal.see('► [ ] Remember server and username');
});

test('a remembered password need not be typed, and is never on the screen', async () => {
  const terminal = await openTerminal({ login, prepare: remembering({ password: 'hunter2' }) });
  await terminal.see('► [ Connect ]');
  await terminal.see(/Password +remembered/);
  await terminal.see('[x] Remember the password');
  await terminal.type(keys.ctrl('r'));
  expect(terminal.screen()).not.toContain('hunter2');
  await terminal.type(keys.enter);
  await expect.poll(() => terminal.client.logins.map(({ options }) => options.password)).toEqual(['hunter2']);
});

test('a remembered passphrase is used with it, and ends the warning', async () => {
  const prepare = remembering({ password: 'hunter2', passphrase: 'correct horse' });
  const terminal = await openTerminal({ login, prepare });
  await terminal.see(/Passphrase +remembered/);
  expect(terminal.screen()).not.toContain('Passphrase = password');
  await terminal.type(keys.enter);
  await expect
    .poll(() => terminal.client.logins.map(({ options }) => options.passphrase))
    .toEqual(['correct horse']);
});

test('a passphrase that is typed is remembered with the password that was', async () => {
  const terminal = await openTerminal({ login, prepare: remembering({ password: 'hunter2' }) });
  await terminal.see(/Password +remembered/);
  await terminal.type(`${keys.up.repeat(3)}correct horse${keys.enter}`);
  await expect.poll(() => terminal.client.logins.length).toBe(1);
  latest(terminal.client.logins).accept();
  await expect.poll(() => recall(terminal)).toEqual({ password: 'hunter2', passphrase: 'correct horse' });
});

test('a remembered password that the server refuses is asked for, and not tried again', async () => {
  const terminal = await openTerminal({ login, prepare: remembering({ password: 'of last year' }) });
  await terminal.see(/Password +remembered/);
  await terminal.type(keys.enter);
  await expect.poll(() => terminal.client.logins.length).toBe(1);
  latest(terminal.client.logins).refuse(refusal);
  await terminal.see('does not accept this password');
  await terminal.see('► Password');
  await terminal.type(keys.enter);
  await terminal.see('! needed');
  expect(terminal.client.logins).toHaveLength(1);

  await terminal.type(`hunter2${keys.enter}`);
  await expect.poll(() => terminal.client.logins.length).toBe(2);
  latest(terminal.client.logins).accept();
  await expect.poll(() => recall(terminal)).toEqual({ password: 'hunter2' });
});

test('unticking the box forgets at once', async () => {
  const terminal = await openTerminal({ login, prepare: remembering({ password: 'hunter2' }) });
  await terminal.see(/Password +remembered/);
  await terminal.type(`${keys.up} `);
  await terminal.see('► [ ] Remember the password');
  await expect.poll(() => recall(terminal)).toBeNull();
  await terminal.type(keys.enter);
  await terminal.see('► Password');
  expect(terminal.client.logins).toHaveLength(0);
});

test('the memory is asked again for whom the form names after a change, and for nobody else', async () => {
  const bob = { ...login, username: 'bob' };
  const terminal = await openTerminal({ login: bob, prepare: remembering({ password: 'hunter2' }) });
  await terminal.see('credentials.json');
  await terminal.see('► Password');
  await terminal.type(`${keys.up}${keys.ctrl('u')}alice${keys.tab}`);
  await terminal.see(/Password +remembered/);
  await terminal.type(`${keys.up.repeat(4)}${keys.ctrl('u')}evil.example.org`);
  await terminal.see(/Password +remembered/, false);
});

test('the password of an earlier version is moved when the login is remembered, and that is said', async () => {
  const terminal = await openTerminal({
    login: { ...filled, remember: true },
    language: 'fr',
    prepare: async (home) => {
      await giveCertificate(home);
      await saveConfig(home, { version: 1, ...alice, password: 'hunter2' });
    },
  });
  await terminal.type(keys.enter);
  latest(terminal.client.logins).accept();
  await terminal.see('Le mot de passe était en clair dans config.json ; il est maintenant scellé');
  expect(await recall(terminal)).toEqual({ password: 'hunter2' });
  await expect
    .poll(async () => JSON.parse(await readFile(join(terminal.home, 'config.json'), 'utf8')) as unknown)
    .toEqual({ version: 1, ...alice });
});

test('switching the language keeps the password of an earlier version', async () => {
  const config = { version: 1 as const, ...alice, password: 'hunter2' };
  const terminal = await openTerminal({ login: filled, prepare: (home) => saveConfig(home, config) });
  await terminal.type(keys.ctrl('g'));
  await expect
    .poll(async () => JSON.parse(await readFile(join(terminal.home, 'config.json'), 'utf8')) as unknown)
    .toEqual({ ...config, language: 'fr' });
});

test('the passphrase of an encrypted key is asked for in a dialog, again when it is wrong, and then no more', async () => {
  const prepare = (home: string) => giveCertificate(home, { keyPassphrase: 'of the key' });
  const terminal = await openTerminal({ login: filled, prepare, columns: 60, rows: 16 });
  const path = join(terminal.home, 'certs/client.key');
  await terminal.type(keys.enter);
  latest(terminal.client.logins).refuse(new UserError('client-key-passphrase-missing', { path }));
  await terminal.see('─ The private key of this machine ─');
  await terminal.type(`wrong${keys.enter}`);
  await expect.poll(() => terminal.client.logins.length).toBe(2);
  expect(latest(terminal.client.logins).options.keyPassphrase).toBe('wrong');
  latest(terminal.client.logins).refuse(new UserError('client-key-passphrase-wrong', { path }));
  await terminal.see('! ');
  expect(terminal.screen()).not.toContain('wrong');

  await terminal.type(`of the key${keys.enter}`);
  await expect.poll(() => terminal.client.logins.length).toBe(3);
  expect(latest(terminal.client.logins).options.keyPassphrase).toBe('of the key');
  latest(terminal.client.logins).accept();
  await terminal.see('No archives yet');
  terminal.client.listingError = new UserError('session-ended', {});
  await terminal.type('r');
  await terminal.see('► Password');
  await terminal.type(`hunter2${keys.enter}`);
  await expect.poll(() => terminal.client.logins.length).toBe(4);
  expect(latest(terminal.client.logins).options.keyPassphrase).toBe('of the key');
});

test('a password that is sealed under an encrypted key is there once the key is open', async () => {
  const terminal = await openTerminal({
    login,
    prepare: async (home) => {
      await giveCertificate(home, { keyPassphrase: 'of the key' });
      await rememberedSecretsOf(home, noKeyring).remember(alice, { password: 'hunter2' }, 'of the key');
    },
  });
  await terminal.see(/Password +remembered/);
  await terminal.type(keys.enter);
  await terminal.see('─ The private key of this machine ─');
  await terminal.type(`of the key${keys.enter}`);
  await expect
    .poll(() => terminal.client.logins.map(({ options }) => [options.password, options.keyPassphrase]))
    .toEqual([['hunter2', 'of the key']]);
});

test('the dialog can be left, and nothing is tried', async () => {
  const terminal = await openTerminal({ login: filled, language: 'fr' });
  await terminal.type(keys.enter);
  latest(terminal.client.logins).refuse(new UserError('client-key-passphrase-missing', { path: '/k' }));
  await terminal.see('─ La clé privée de cette machine ─');
  await terminal.type(keys.enter);
  await terminal.see('─ La clé privée de cette machine ─');
  await terminal.type(keys.escape);
  await terminal.see('La clé privée', false);
  await terminal.see('[ Se connecter ]');
  expect(terminal.client.logins).toHaveLength(1);
});
