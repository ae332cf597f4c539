import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { giveCertificate } from '../support/certificates.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const nas = { name: 'nas', host: 'nas.example.org', port: 8443, username: 'ada' };
const sizes = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
];

test('what is wrong is told in a sentence while one types', async () => {
  const terminal = await openTerminal();
  await terminal.type('https://nas');
  await terminal.see('The name or address alone, without https://');
  await terminal.type(`${keys.ctrl('u')}nas:84`);
  await terminal.see('The port goes into the next field');
  await terminal.type(`${keys.ctrl('u')}my nas`);
  await terminal.see('has no spaces');
  await terminal.type(keys.ctrl('u') + keys.tab);
  await terminal.see('Server: without it there is no connection.');
  await terminal.type(`${keys.up}nas${keys.tab}0`);
  await terminal.see('A port is a whole number from 1 to 65535.');
});

test('host:port that is pasted goes into the two fields it is for', async () => {
  const terminal = await openTerminal();
  await terminal.type(keys.paste('nas.example.org:8443\n'));
  await terminal.see(/Server +nas\.example\.org\n +Port +8443/);
  await terminal.type(keys.ctrl('u') + keys.paste('https://[2001:db8::1]:443/'));
  await terminal.see(/Server +2001:db8::1\n +Port +443/);
});

test('host:port that is typed is taken apart when one goes on, or connects', async () => {
  const terminal = await openTerminal({ login: { ...filled, host: '' } });
  await terminal.type(`nas.example.org:443${keys.tab}`);
  await terminal.see(/Server +nas\.example\.org\n +► Port +443/);
  await terminal.type(
    `${keys.up}${keys.ctrl('u')}nas.example.org:99${keys.tab}${keys.tab}${keys.tab}${keys.enter}`,
  );
  expect(latest(terminal.client.logins).options).toMatchObject({ host: 'nas.example.org', port: 99 });
});

test.each([
  ['en', { days: 100 }, '√ Client certificate valid for 99 more days'],
  ['en', { days: 100, keyPassphrase: 'k' }, '√ Client certificate valid for 99 more days, key encrypted'],
  ['fr', { days: 100 }, '√ Certificat client valable encore 99 jours'],
  ['en', { days: 10 }, '! Client certificate ends in 9 days: renew it'],
  ['fr', { days: 1 }, '! Le certificat client finit dans 0 jour : renouvelez-le'],
] as const)('the certificate is told in one line of %s: %o', async (language, wishes, line) => {
  const prepare = (home: string) => giveCertificate(home, wishes);
  // An hour later, so that the last day is not whole.
  const now = new Date(Date.now() + 3_600_000);
  const terminal = await openTerminal({ language, prepare, now });
  await terminal.see(line);
});

test('a certificate that cannot be used as it lies there is told with what is missing', async () => {
  const incomplete = await openTerminal({
    prepare: async (home) => {
      await giveCertificate(home);
      await rm(join(home, 'certs/ca.crt'));
    },
    now: new Date(),
  });
  await incomplete.see('! Missing beside the certificate:');
  await incomplete.see('[ Get a certificate ]');
  const inStore = await openTerminal({
    prepare: async (home) => {
      await mkdir(join(home, 'certs'));
      await writeFile(join(home, 'certs/client.p12'), '');
    },
  });
  await inStore.see('√ Client certificate in client.p12, opened at login');
});

test.each(sizes)('the form fits into %o with everything that it can say', async (size) => {
  const profiles = [{ ...nas, name: null }, nas];
  const terminal = await openTerminal({
    ...size,
    language: 'fr',
    login: { ...filled, profiles },
    prepare: (home) => giveCertificate(home),
    now: new Date(),
  });
  await terminal.see('Certificat client valable');
  await terminal.see('Ctrl+P choisit parmi 2');
  await terminal.type(keys.enter);
  const peer = { host: 'backup.example.org', port: 8443 };
  latest(terminal.client.logins).refuse(
    new UserError('connection-timed-out', { ...peer, stage: 'handshake', seconds: 30 }),
  );
  await terminal.see('n’a pas répondu en 30 s');
  await terminal.see('→ Vérifiez');
  await terminal.see('► Serveur');
  await terminal.see('[ Se connecter ]');
  expect(terminal.lines().at(-1)).toContain('Tab champ suivant');
  for (const line of terminal.lines()) expect(line.length).toBeLessThanOrEqual(size.columns);
});

test('in a low window an empty passphrase makes room for a long error, and comes back for the cursor', async () => {
  const terminal = await openTerminal({ columns: 60, rows: 16, login: filled });
  await terminal.see('Passphrase ');
  await terminal.type(keys.enter);
  const names = 'one.example.org, two.example.org, three.example.org, four.example.org, five.example.org';
  const facts = { host: 'backup.example.org', port: 8443, names: `${names}, ${names}` };
  latest(terminal.client.logins).refuse(new UserError('server-name-mismatch', facts));
  await terminal.see('→ Use one of those names');
  expect(terminal.screen()).not.toMatch(/Passphrase +empty/);
  await terminal.type(keys.tab.repeat(4));
  await terminal.see('► Passphrase');
  await terminal.see('→ Use one of those names');
});
