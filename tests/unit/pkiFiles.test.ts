import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { initAuthority, issueToFolder } from '../../src/pki/files.ts';
import { inspectCertificate } from '../../src/pki/inspect.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pki-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const authorityFolder = () => join(folder, 'authority');
const outFolder = () => join(folder, 'out');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

async function issueClient(name = 'alice') {
  return issueToFolder(authorityFolder(), { kind: 'client', name, outFolder: outFolder() });
}

it('writes an authority whose key and folder are private', async () => {
  const { keyPath, certificatePath } = await initAuthority(authorityFolder(), { commonName: 'Authority' });
  expect(await modeOf(authorityFolder())).toBe(0o700);
  expect(await modeOf(keyPath)).toBe(0o600);
  expect(inspectCertificate(await readFile(certificatePath, 'utf8'), certificatePath).isAuthority).toBe(true);
});

it('never overwrites an authority', async () => {
  const { keyPath } = await initAuthority(authorityFolder(), { commonName: 'Authority' });
  const before = await readFile(keyPath, 'utf8');
  await expect(initAuthority(authorityFolder(), { commonName: 'Other' })).rejects.toMatchObject({
    code: 'file-exists',
  });
  expect(await readFile(keyPath, 'utf8')).toBe(before);
});

it('issues a client certificate that a TLS client can use as it lies there', async () => {
  await initAuthority(authorityFolder(), { commonName: 'Authority' });
  const { certificatePath, keyPath, authorityPath } = await issueClient();
  expect([certificatePath, keyPath, authorityPath]).toEqual(
    ['client.crt', 'client.key', 'ca.crt'].map((name) => join(outFolder(), name)),
  );
  expect(await modeOf(keyPath)).toBe(0o600);
  const [cert, key, ca] = await Promise.all(
    [certificatePath, keyPath, authorityPath].map((path) => readFile(path)),
  );
  expect(() => createSecureContext({ cert, key, ca })).not.toThrow();
});

it('issues a server certificate beside the client certificate of the same authority', async () => {
  await initAuthority(authorityFolder(), { commonName: 'Authority' });
  await issueClient();
  const { certificatePath } = await issueToFolder(authorityFolder(), {
    kind: 'server',
    name: 'server',
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
    days: 30,
    outFolder: outFolder(),
  });
  expect(inspectCertificate(await readFile(certificatePath, 'utf8'), certificatePath)).toMatchObject({
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
  });
});

it('never overwrites a certificate, a key, or the certificate of another authority', async () => {
  await initAuthority(authorityFolder(), { commonName: 'Authority' });
  const { keyPath, certificatePath, authorityPath } = await issueClient();
  const key = await readFile(keyPath, 'utf8');
  await expect(issueClient('bob')).rejects.toMatchObject({
    code: 'file-exists',
    facts: { path: certificatePath },
  });
  await rm(certificatePath);
  await expect(issueClient('bob')).rejects.toMatchObject({ code: 'file-exists', facts: { path: keyPath } });
  expect(await readFile(keyPath, 'utf8')).toBe(key);
  await rm(keyPath);
  await writeFile(authorityPath, 'another');
  await expect(issueClient('bob')).rejects.toMatchObject({
    code: 'file-exists',
    facts: { path: authorityPath },
  });
});

it('says so when there is no authority to issue with', async () => {
  await expect(issueClient()).rejects.toMatchObject({
    code: 'authority-missing',
    facts: { path: authorityFolder() },
  });
});

it('says so when a folder cannot be written', async () => {
  await writeFile(join(folder, 'file'), '');
  const issued = initAuthority(join(folder, 'file', 'authority'), { commonName: 'Authority' });
  await expect(issued).rejects.toMatchObject({ code: 'write-refused' });
});
