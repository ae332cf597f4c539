import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initAuthority, issueForRequest, issueToFolder } from '../../src/pki/files.ts';
import { importPair } from '../../src/pki/importPair.ts';
import { inspectCertificate } from '../../src/pki/inspect.ts';
import { findIssued } from '../../src/pki/issued.ts';
import { toPem } from '../../src/pki/pem.ts';
import { readRequest, requestToFolder } from '../../src/pki/request.ts';
import { hasPeers } from '../support/peers.ts';
import { run } from '../support/program.ts';

let folder: string;
let home: string;
let authorityFolder: string;
let inbox: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pki-request-'));
  home = join(folder, 'certs');
  authorityFolder = join(folder, 'authority');
  inbox = join(folder, 'inbox');
  await mkdir(inbox);
  await initAuthority(authorityFolder, { commonName: 'Authority' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const passphrase = async () => '';
const read = (path: string) => readFile(path, 'utf8');

/** As it comes to whoever runs the authority. */
async function sent(text: string): Promise<string> {
  const path = join(inbox, 'client.csr');
  await writeFile(path, text);
  return path;
}

/** The request with one bit of its DER turned over. */
function altered(pem: string, at: number): string {
  const bytes = Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return toPem(bytes, 'CERTIFICATE REQUEST');
}

describe('a request', () => {
  it('leaves a key that its owner alone can read, and asks for a name', async () => {
    const { requestPath, keyPath } = await requestToFolder(home, 'ada lovelace, née Byron');
    expect([requestPath, keyPath]).toEqual([join(home, 'client.csr'), join(home, 'client.key')]);
    expect((await stat(keyPath)).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect((await readRequest(requestPath)).commonName).toBe('ada lovelace, née Byron');
  });

  it.each(['client.key', 'client.csr', 'client.crt'])('never takes the place of a %s', async (name) => {
    await mkdir(home);
    await writeFile(join(home, name), 'precious');
    await expect(requestToFolder(home, 'ada')).rejects.toMatchObject({ code: 'file-exists' });
    expect(await readdir(home)).toEqual([name]);
  });

  it('for a name that no certificate can carry is refused before anything is made', async () => {
    await expect(requestToFolder(home, ' ')).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('the authority', () => {
  it('issues what goes with the key that stayed, ready to be imported', async () => {
    const { requestPath } = await requestToFolder(home, 'ada');
    const issued = await issueForRequest(authorityFolder, {
      requestPath: await sent(await read(requestPath)),
    });
    expect(issued).toEqual({
      name: 'ada',
      certificatePath: join(inbox, 'client.crt'),
      authorityPath: join(inbox, 'ca.crt'),
    });
    const key = await read(join(home, 'client.key'));

    const imported = await importPair(
      { path: issued.certificatePath, authorityPath: issued.authorityPath, passphrase },
      home,
      { replace: false },
    );
    expect(imported).toMatchObject({ certificatePath: join(home, 'client.crt'), isKeyEncrypted: false });
    expect(await read(join(home, 'client.key'))).toBe(key);
    const [cert, ca] = await Promise.all(['client.crt', 'ca.crt'].map((name) => read(join(home, name))));
    expect(() => createSecureContext({ cert, key, ca })).not.toThrow();
    expect(inspectCertificate(cert ?? '', 'ada.crt')).toMatchObject({
      subject: 'CN=ada',
      purposes: ['client'],
    });
  });

  it('decides on the name and the days, and keeps a copy, to revoke it by', async () => {
    const { requestPath } = await requestToFolder(home, 'root');
    const { certificatePath } = await issueForRequest(authorityFolder, {
      requestPath,
      name: 'ada',
      days: 7,
      outFolder: inbox,
    });
    const facts = inspectCertificate(await read(certificatePath), certificatePath);
    expect(facts.subject).toBe('CN=ada');
    expect(facts.daysLeft(new Date())).toBe(6);
    expect(await findIssued(authorityFolder, 'ada')).toHaveLength(1);
  });

  it('overwrites no certificate, and mixes no authorities', async () => {
    const { requestPath } = await requestToFolder(home, 'ada');
    const path = await sent(await read(requestPath));
    await writeFile(join(inbox, 'ca.crt'), 'another');
    await expect(issueForRequest(authorityFolder, { requestPath: path })).rejects.toMatchObject({
      code: 'file-exists',
    });
    await rm(join(inbox, 'ca.crt'));
    await issueForRequest(authorityFolder, { requestPath: path });
    await expect(issueForRequest(authorityFolder, { requestPath: path })).rejects.toMatchObject({
      code: 'file-exists',
    });
  });

  it.each([
    ['the name was changed', (pem: string) => altered(pem, 20)],
    ['the signature was changed', (pem: string) => altered(pem, -1)],
  ])('refuses a request whose sender has not proved to have the key: %s', async (_, alter) => {
    const { requestPath } = await requestToFolder(home, 'ada');
    const path = await sent(alter(await read(requestPath)));
    await expect(issueForRequest(authorityFolder, { requestPath: path })).rejects.toMatchObject({
      code: 'request-unusable',
    });
    expect(await readdir(inbox)).toEqual(['client.csr']);
  });

  it.each([
    ['nothing at all', ''],
    ['something else', '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n'],
  ])('refuses %s', async (_, text) => {
    await expect(readRequest(await sent(text))).rejects.toMatchObject({ code: 'request-unusable' });
  });

  it('refuses two requests in one file, of which one might go unseen', async () => {
    const { requestPath } = await requestToFolder(home, 'ada');
    const pem = await read(requestPath);
    await expect(readRequest(await sent(pem + pem))).rejects.toMatchObject({ code: 'request-unusable' });
  });
});

describe('importing a certificate that came back', () => {
  it('for another key is refused, and nothing is written', async () => {
    await requestToFolder(home, 'ada');
    const other = await issueToFolder(authorityFolder, { kind: 'client', name: 'bob', outFolder: inbox });
    await expect(
      importPair({ path: other.certificatePath, passphrase }, home, { replace: false }),
    ).rejects.toMatchObject({ code: 'client-key-mismatch' });
    expect(await readdir(home)).toEqual(['client.csr', 'client.key']);
  });
});

describe.skipIf(!hasPeers([['openssl', 'version']], 'openssl'))('OpenSSL', () => {
  const openssl = async (...args: string[]) => {
    const finished = await run('openssl', args);
    expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
    return finished.stdout;
  };

  it('takes our request for a good one', async () => {
    const { requestPath } = await requestToFolder(home, 'ada');
    const shown = await openssl('req', '-in', requestPath, '-noout', '-verify', '-subject');
    expect(shown).toMatch(/CN ?= ?ada/);
  });

  it.each([
    ['RSA', ['-newkey', 'rsa:2048']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['Ed25519', ['-newkey', 'ed25519']],
  ])('makes requests that are issued: %s', async (_, kind) => {
    const path = join(inbox, 'ada.csr');
    const keyPath = join(inbox, 'ada.key');
    await openssl(
      'req',
      '-new',
      ...kind,
      '-nodes',
      '-keyout',
      keyPath,
      '-subj',
      '/O=Club/CN=ada',
      '-out',
      path,
    );
    const { certificatePath } = await issueForRequest(authorityFolder, { requestPath: path });
    const certificate = new X509Certificate(await read(certificatePath));
    expect(certificate.subject).toBe('CN=ada');
    expect(certificate.checkIssued(new X509Certificate(await read(join(inbox, 'ca.crt'))))).toBe(true);
  });

  it('makes requests that ask to be an authority, and do not become one', async () => {
    const path = join(inbox, 'ada.csr');
    const keyPath = join(inbox, 'ada.key');
    const asking = ['-subj', '/CN=ada', '-addext', 'basicConstraints=CA:TRUE'];
    await openssl('req', '-new', '-newkey', 'ed25519', '-nodes', '-keyout', keyPath, ...asking, '-out', path);
    const { certificatePath } = await issueForRequest(authorityFolder, { requestPath: path });
    expect(inspectCertificate(await read(certificatePath), certificatePath)).toMatchObject({
      isAuthority: false,
      purposes: ['client'],
    });
  });

  it('makes requests with keys that are too weak', async () => {
    const path = join(inbox, 'weak.csr');
    const kind = ['-newkey', 'rsa:1024', '-nodes', '-keyout', join(inbox, 'weak.key')];
    await openssl('req', '-new', ...kind, '-subj', '/CN=ada', '-out', path);
    await expect(readRequest(path)).rejects.toMatchObject({ code: 'request-unusable' });
  });
});
