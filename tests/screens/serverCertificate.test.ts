import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, noon, openTerminal, type TerminalOptions } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const day = 24 * 3600 * 1000;
const certificate = (subject: string, byte: string) => ({
  subject: `CN=${subject}`,
  issuer: 'CN=Authority',
  fingerprint256: Array.from({ length: 32 }, () => byte).join(':'),
  validFrom: new Date(noon.getTime() - 300 * day),
  validTo: new Date(noon.getTime() + 60 * day),
});
const changed = new UserError('server-certificate-changed', {
  host: filled.host,
  port: 8443,
  known: certificate('backup', 'AA'),
  shown: certificate('impostor', 'BB'),
});

/** The login screen, after the server has shown another certificate. */
async function openQuestion(options: TerminalOptions = {}) {
  const terminal = await openTerminal({ login: filled, ...options });
  await terminal.type(keys.enter);
  latest(terminal.client.logins).refuse(changed);
  await terminal.see(/Is this still your server|Est-ce encore votre serveur/);
  return terminal;
}

test('another certificate is shown against the one before', async () => {
  const { screen } = await openQuestion();
  expect(screen()).toContain('backup.example.org:8443 shows another certificate, with another key:');
  expect(screen()).toMatch(/Before[\s\S]*for +CN=backup[\s\S]*issued by +CN=Authority[\s\S]*AA:AA/);
  expect(screen()).toMatch(
    /Now[\s\S]*for +CN=impostor[\s\S]*valid +2026-01-26 12:00 to 2027-01-21[\s\S]*BB:BB/,
  );
});

test('yes repeats the login, and accepts exactly that certificate', async () => {
  const terminal = await openQuestion();
  await terminal.type('y');
  const { options, accept } = latest(terminal.client.logins);
  expect(terminal.client.logins).toHaveLength(2);
  expect(options).toMatchObject({
    password: 'hunter2',
    acceptCertificate: certificate('', 'BB').fingerprint256,
  });
  accept();
  await terminal.see('No archives yet');
});

test.each([keys.enter, keys.escape, 'n'])('%j connects to nothing, and says why', async (key) => {
  const terminal = await openQuestion();
  await terminal.type(key);
  await terminal.see('! backup.example.org:8443 shows another certificate than before');
  expect(terminal.client.logins).toHaveLength(1);
  expect(terminal.screen()).not.toContain('Is this still your server');
});

test('both fingerprints are whole in the smallest window, in French too', async () => {
  const { screen } = await openQuestion({ columns: 60, rows: 16, language: 'fr' });
  for (const byte of ['AA', 'BB']) {
    const half = Array.from({ length: 16 }, () => byte).join(':');
    expect(screen().split(half)).toHaveLength(3);
  }
  expect(screen()).toContain('Oui : le reconnaître au nouveau');
});

test('what expires soon is said after the login', async () => {
  const terminal = await openTerminal({ login: filled });
  await terminal.type(keys.enter);
  latest(terminal.client.logins).accept({ authorityExpires: new Date(noon.getTime() + 5.5 * day) });
  await terminal.see('Soon to expire: the authority (5 days left).');
});

test('that the certificate was renewed is said after the login', async () => {
  const terminal = await openTerminal({ login: filled });
  await terminal.type(keys.enter);
  latest(terminal.client.logins).accept({ isServerRenewed: true });
  await terminal.see('The server shows a renewed certificate');
});
