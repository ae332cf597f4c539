import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { saveConfig } from '../../src/config/config.ts';
import { latest, sessionInfo } from '../support/fakeClient.ts';
import { filled, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

test('the cursor starts in the first empty field, or on the button', async () => {
  const empty = await openTerminal();
  await empty.see('► Server');
  const prefilled = await openTerminal({ login: { ...filled, password: '' } });
  await prefilled.see('► Password');
  const complete = await openTerminal({ login: filled });
  await complete.see('► [ Connect ]');
});

test('Tab, Shift+Tab, arrows and Enter go from field to field', async () => {
  const terminal = await openTerminal();
  await terminal.type(`backup.example.org${keys.tab}`);
  await terminal.see('► Port');
  await terminal.type(keys.backTab);
  await terminal.see('► Server');
  await terminal.type(`${keys.down}8443${keys.enter}alice${keys.enter}`);
  await terminal.see('► Password');
  expect(terminal.screen()).toMatch(/Server +backup\.example\.org[\s\S]*Port +8443[\s\S]*Username +alice/);
});

test('a wrong value is told while typing, a missing one once the field was left', async () => {
  const terminal = await openTerminal();
  expect(terminal.screen()).not.toContain('needed');
  await terminal.type(keys.tab);
  await terminal.see('! needed');
  await terminal.type('70000');
  await terminal.see('! from 1 to 65535');
  await terminal.type(keys.backspace);
  await terminal.see('! from 1 to 65535', false);
  await terminal.type(`${keys.up}https://host`);
  await terminal.see('! name or address');
});

test('connecting with something missing goes there instead', async () => {
  const terminal = await openTerminal({ login: { ...filled, username: '' } });
  await terminal.type(`${keys.tab}${keys.tab}${keys.enter}`);
  await terminal.see('► Username');
  expect(terminal.client.logins).toHaveLength(0);
});

test('everything typed in one chunk arrives, Backspaces included', async () => {
  const terminal = await openTerminal();
  await terminal.type(
    `hostt${keys.backspace}${keys.backspace}t\r84443${keys.left}${keys.left}${keys.backspace}\ralice\rsecret\r`,
  );
  expect(latest(terminal.client.logins).options).toMatchObject({
    host: 'host',
    port: 8443,
    username: 'alice',
    password: 'secret',
  });
});

test('Ctrl+A goes to the start, Ctrl+U deletes to it, and neither types a letter', async () => {
  const terminal = await openTerminal();
  await terminal.type(`example.org${keys.ctrl('a')}backup.`);
  await terminal.see('backup.example.org');
  await terminal.type(keys.ctrl('u'));
  await terminal.see(/Server +example\.org/);
  expect(terminal.cursor().x).toBe(terminal.lines()[4]?.indexOf('example.org'));
});

test('a pasted password is taken without its line break and never shown, until asked for', async () => {
  const terminal = await openTerminal({ login: { ...filled, password: '' } });
  await terminal.type(keys.paste('s3cret\u{1f600}\n'));
  await terminal.see(/Password +•{7}(?!•)/);
  expect(terminal.screen()).not.toContain('s3cret');
  await terminal.type(keys.ctrl('r'));
  await terminal.see('s3cret');
  await terminal.type(keys.enter);
  expect(latest(terminal.client.logins).options.password).toBe('s3cret\u{1f600}');
});

test('a passphrase of its own ends the warning and is handed over', async () => {
  const terminal = await openTerminal({ login: { ...filled, password: '' } });
  await terminal.see('Passphrase = password: the server could open archives.');
  await terminal.type(`hunter2${keys.tab}correct horse`);
  await terminal.see('Passphrase = password', false);
  await terminal.type(keys.enter);
  expect(latest(terminal.client.logins).options.passphrase).toBe('correct horse');
});

test('the stages are shown, and Escape cancels', async () => {
  const terminal = await openTerminal({ login: filled });
  await terminal.type(keys.enter);
  await terminal.see('● connection');
  const { options } = latest(terminal.client.logins);
  options.onStage?.('handshake');
  await terminal.see('√ connection   ● TLS handshake   ○ credentials');
  await terminal.type(keys.escape);
  await terminal.see('● TLS handshake', false);
  expect(options.signal?.aborted).toBe(true);
  await terminal.see('► [ Connect ]');
});

test('an error tells what to do, and the cursor goes where it can be mended', async () => {
  const terminal = await openTerminal({ login: filled });
  const peer = { host: 'backup.example.org', port: 8443 };
  await terminal.type(keys.enter);
  latest(terminal.client.logins).refuse(new UserError('wrong-credentials', { ...peer, username: 'alice' }));
  await terminal.see(/! .*alice/);
  await terminal.see('→ ');
  await terminal.see('► Password');
  await terminal.type(keys.enter);
  latest(terminal.client.logins).refuse(new UserError('connection-refused', peer));
  await terminal.see('refuses connections on port 8443');
  await terminal.see('► Port');
});

test('remember me keeps server and user, never a password; unticked it forgets', async () => {
  const terminal = await openTerminal({ login: filled });
  await terminal.type(`${keys.up} `);
  await terminal.see('[x] Remember');
  await terminal.type(keys.enter);
  latest(terminal.client.logins).accept();
  await terminal.see('No archives yet');
  await expect
    .poll(() => readConfig(terminal.home))
    .toEqual({ version: 1, host: filled.host, port: 8443, username: 'alice' });

  const forgetful = await openTerminal({ login: filled });
  await saveConfig(forgetful.home, {
    version: 1,
    host: 'old',
    port: 1,
    username: 'bob',
    password: 'old',
    language: 'en',
  });
  await forgetful.logIn();
  await expect.poll(() => readConfig(forgetful.home)).toEqual({ version: 1, language: 'en' });
});

test('the language changes at once and is kept', async () => {
  const terminal = await openTerminal({ login: filled });
  await terminal.type(keys.ctrl('g'));
  await terminal.see('► [ Se connecter ]');
  await expect.poll(() => readConfig(terminal.home)).toEqual({ version: 1, language: 'fr' });
});

test('a missing client certificate is told with its path', async () => {
  const terminal = await openTerminal();
  await terminal.see('! No client certificate at');
  await terminal.see('certs/client.crt');
});

test('a login that was cancelled too late is logged out again', async () => {
  const terminal = await openTerminal({ login: filled });
  terminal.client.loginToServer = async ({ signal }) => {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    return sessionInfo(new Date(), { username: 'late' });
  };
  await terminal.type(keys.enter);
  await terminal.type(keys.escape);
  await expect.poll(() => terminal.client.ended.map(({ username }) => username)).toEqual(['late']);
  expect(terminal.screen()).toContain('[ Connect ]');
});

async function readConfig(home: string): Promise<unknown> {
  return JSON.parse(await readFile(join(home, 'config.json'), 'utf8'));
}
