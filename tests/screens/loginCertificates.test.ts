import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { initAuthority, issueForRequest, issueToFolder } from '../../src/pki/files.ts';
import { giveCertificate } from '../support/certificates.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const small = { columns: 60, rows: 16 };

/** An authority beside the home, and a certificate that it has issued. */
async function issue(home: string): Promise<{ authority: string; outFolder: string }> {
  const authority = join(home, 'elsewhere/authority');
  const outFolder = join(home, 'elsewhere/issued');
  await initAuthority(authority, { commonName: 'Authority' });
  await issueToFolder(authority, { kind: 'client', name: 'alice', outFolder });
  return { authority, outFolder };
}

test('without a certificate there is a button for getting one, and connecting leads to it', async () => {
  const terminal = await openTerminal({ login: filled, ...small });
  await terminal.see('[ Get a certificate ]');
  await terminal.type(keys.enter);
  const path = join(terminal.home, 'certs/client.crt');
  latest(terminal.client.logins).refuse(new UserError('client-certificate-missing', { path }));
  await terminal.see('► [ Get a certificate ]');
  await terminal.type(keys.enter);
  await terminal.see('► Import one that you have');
  await terminal.see('Try everything on a throw-away server');
  await terminal.type(keys.escape);
  await terminal.see('Import one', false);
});

test('with a certificate there is no button, but a key for the same', async () => {
  const terminal = await openTerminal({ prepare: (home) => giveCertificate(home), now: new Date() });
  await terminal.see('Client certificate valid');
  await terminal.see('Get a certificate', false);
  await terminal.type(keys.ctrl('n'));
  await terminal.see('► Import one that you have');
  expect(terminal.screen()).not.toContain('throw-away');
});

describe('importing', () => {
  test.each([small, { columns: 120, rows: 40 }])('in a window of %o', async (size) => {
    const terminal = await openTerminal({ ...size, now: new Date() });
    const { outFolder } = await issue(terminal.home);
    await terminal.type(keys.ctrl('n') + keys.enter);
    await terminal.see('─ Import a certificate ─');
    await terminal.see('► Certificate');
    const typed = ['client.crt', 'client.key', 'ca.crt'].map((name) => join(outFolder, name));
    await terminal.type(typed.join(keys.tab));
    await terminal.see('► Authority');
    await terminal.type(keys.enter + keys.enter);
    await terminal.see('√ Imported');
    await terminal.see('√ Client certificate valid');
    await terminal.see('Remember the password, sealed in credentials.json');
    await terminal.see('Get a certificate', false);
    expect((await stat(join(terminal.home, 'certs/client.key'))).mode & 0o777).toBe(0o600);
  });

  test('tells in the form what went wrong, and what was typed stays', async () => {
    const terminal = await openTerminal({ ...small, language: 'fr' });
    await writeFile(join(terminal.home, 'some.txt'), 'no certificate');
    await terminal.type(
      `${keys.ctrl('n')}${keys.enter}~/some.txt${keys.enter}${keys.enter}${keys.enter}${keys.enter}`,
    );
    await terminal.see(/! .*some\.txt/);
    await terminal.see('~/some.txt');
    await terminal.see('→ ');
    await terminal.type(keys.escape);
    await terminal.see('Importer un certificat', false);
    expect(await readdir(terminal.home)).toEqual(['some.txt']);
  });

  test('asks for the file before anything else', async () => {
    const terminal = await openTerminal();
    await terminal.type(keys.ctrl('n') + keys.enter + keys.tab.repeat(3));
    await terminal.see('► Passphrase  ');
    await terminal.type(keys.enter);
    await terminal.see('► Certificate');
  });

  test('shows no passphrase, until asked to', async () => {
    const terminal = await openTerminal();
    await terminal.type(`${keys.ctrl('n')}${keys.enter}${keys.tab.repeat(3)}s3cret`);
    await terminal.see('••••••');
    expect(terminal.screen()).not.toContain('s3cret');
    await terminal.type(keys.ctrl('r'));
    await terminal.see('s3cret');
  });

  test('never replaces a good certificate in passing, but one that ends soon', async () => {
    const good = await openTerminal({ prepare: (home) => giveCertificate(home), now: new Date() });
    const ending = await openTerminal({
      prepare: (home) => giveCertificate(home, { days: 5 }),
      now: new Date(),
    });
    for (const terminal of [good, ending]) {
      await terminal.see('Client certificate');
      const { outFolder } = await issue(terminal.home);
      const typed = ['client.crt', 'client.key', 'ca.crt'].map((name) => join(outFolder, name));
      await terminal.type(keys.ctrl('n') + keys.enter + typed.join(keys.tab) + keys.enter + keys.enter);
    }
    await good.see(/! .*exists already/);
    await ending.see('√ Imported');
    await ending.see('√ Client certificate valid for 39');
  });
});

describe('requesting', () => {
  test('leaves a key here, says what to send, and takes what comes back', async () => {
    const terminal = await openTerminal({ login: { ...filled, username: 'alice' }, now: new Date() });
    await terminal.type(keys.ctrl('n') + keys.down + keys.enter);
    await terminal.see(/► Name +alice/);
    await terminal.type(keys.enter);
    await terminal.see('client.csr: send it to whoever');
    await terminal.see('certs issue client --csr client.csr');
    await terminal.see('! Certificate requested, to be imported');
    const certs = join(terminal.home, 'certs');
    expect((await stat(join(certs, 'client.key'))).mode & 0o777).toBe(0o600);
    const key = await readFile(join(certs, 'client.key'), 'utf8');

    const { authority } = await issue(terminal.home);
    const mail = join(terminal.home, 'mail');
    await mkdir(mail);
    await issueForRequest(authority, { requestPath: join(certs, 'client.csr'), outFolder: mail });
    await terminal.type(`${keys.ctrl('n')}${keys.enter}~/mail/client.crt${keys.tab}${keys.tab}~/mail/ca.crt`);
    await terminal.type(keys.enter + keys.enter);
    await terminal.see('√ Imported');
    await terminal.see('√ Client certificate valid');
    expect(await readFile(join(certs, 'client.key'), 'utf8')).toBe(key);
  });

  test('fits into a low window, in French', async () => {
    const terminal = await openTerminal({ ...small, language: 'fr' });
    await terminal.type(`${keys.ctrl('n')}${keys.down}${keys.enter}alice${keys.enter}`);
    await terminal.see('√ Demande créée');
    await terminal.see('par Ctrl+N.');
    await terminal.see('[ Se connecter ]');
  });
});

test('the demonstration is what the screens are left for', async () => {
  const terminal = await openTerminal();
  await terminal.see('Get a certificate');
  await terminal.type(keys.ctrl('n') + keys.down + keys.down + keys.enter);
  expect(await terminal.next).toBe('demo');
});
