import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pkcs12Error, readPkcs12 } from '../../src/common/pkcs12/pkcs12.ts';
import { createAuthority } from '../../src/pki/authority.ts';
import { type ImportSources, importPair } from '../../src/pki/importPair.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { aesStore, desStore, rc2Store } from './pkiStores.ts';

const authority = await createAuthority({ commonName: 'Authority' });
const client = await issueCertificate(authority, { kind: 'client', commonName: 'ada' });
const other = await issueCertificate(authority, { kind: 'client', commonName: 'bob' });
const server = await issueCertificate(authority, {
  kind: 'server',
  commonName: 'server',
  dnsNames: ['localhost'],
});
const encryptedKey = createPrivateKey(client.privateKeyPem)
  .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'transport' })
  .toString();

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pki-import-'));
  home = join(folder, 'certs');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function importing(
  sources: Omit<ImportSources, 'passphrase'>,
  { passphrase = 'transport', replace = false } = {},
) {
  return importPair({ ...sources, passphrase: async () => passphrase }, home, { replace });
}

/** What TLS makes of what was imported. */
async function contextOfHome(passphrase?: string) {
  const [cert, key] = await Promise.all(
    ['client.crt', 'client.key'].map((name) => readFile(join(home, name), 'utf8')),
  );
  return createSecureContext({ cert, key, ...(passphrase !== undefined && { passphrase }) });
}

describe('a certificate in PEM', () => {
  it('comes in one file with its key and the authority, in any order', async () => {
    const path = await file(
      'all.pem',
      authority.certificatePem + client.privateKeyPem + client.certificatePem,
    );
    const imported = await importing({ path });
    expect(imported).toEqual({
      certificatePath: join(home, 'client.crt'),
      keyPath: join(home, 'client.key'),
      authorityPath: join(home, 'ca.crt'),
      isKeyEncrypted: false,
    });
    expect((await stat(imported.keyPath)).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(home, 'client.crt'), 'utf8')).toBe(client.certificatePem);
    expect(await readFile(join(home, 'ca.crt'), 'utf8')).toBe(authority.certificatePem);
    await contextOfHome();
  });

  it('comes in two files, and the authority in a third', async () => {
    const path = await file('client.pem', client.certificatePem);
    const keyPath = await file('key.pem', client.privateKeyPem);
    const authorityPath = await file('ca.pem', authority.certificatePem);
    await importing({ path, keyPath, authorityPath });
    expect((await readdir(home)).toSorted()).toEqual(['ca.crt', 'client.crt', 'client.key']);
  });

  it('keeps an encrypted key as it is, once the passphrase has shown that it fits', async () => {
    const path = await file('all.pem', client.certificatePem + encryptedKey);
    await expect(importing({ path }, { passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'client-key-passphrase-wrong',
    });
    expect(await importing({ path })).toMatchObject({ isKeyEncrypted: true, authorityPath: undefined });
    await contextOfHome('transport');
  });

  it('brings the certificates between it and the authority along', async () => {
    const between = await createAuthority({ commonName: 'Between' });
    const foreign = new X509Certificate(between.certificatePem);
    vi.spyOn(X509Certificate.prototype, 'checkIssued').mockImplementation(function (this: X509Certificate) {
      return this.fingerprint256 !== foreign.fingerprint256;
    });
    const path = await file(
      'all.pem',
      client.certificatePem + client.privateKeyPem + between.certificatePem + authority.certificatePem,
    );
    await importing({ path });
    vi.restoreAllMocks();
    expect(await readFile(join(home, 'client.crt'), 'utf8')).toBe(
      client.certificatePem + between.certificatePem,
    );
  });

  it.each<[string, () => string, string]>([
    ['without a key', () => client.certificatePem, 'client-certificate-unusable'],
    ['without a certificate', () => client.privateKeyPem, 'client-certificate-unusable'],
    ['with the key of another', () => client.certificatePem + other.privateKeyPem, 'client-key-mismatch'],
    ['with a key of another kind', () => client.certificatePem + rsaKey(), 'client-key-mismatch'],
    [
      'that is for servers',
      () => server.certificatePem + server.privateKeyPem,
      'client-certificate-unusable',
    ],
    [
      'that is an authority',
      () => authority.certificatePem + authority.privateKeyPem,
      'client-certificate-unusable',
    ],
    [
      'that is cut short',
      () => client.certificatePem.replace('MII', 'MI') + client.privateKeyPem,
      'client-certificate-unusable',
    ],
    ['that is something else', () => 'hello', 'client-certificate-unusable'],
  ])('%s is refused, and nothing is written', async (_, content, code) => {
    const path = await file('all.pem', content());
    await expect(importing({ path })).rejects.toMatchObject({ code });
    expect(await readdir(home).catch(() => [])).toEqual([]);
  });

  it('that has expired is refused', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 400 * 86_400_000 });
    const path = await file('all.pem', client.certificatePem + client.privateKeyPem);
    await expect(importing({ path })).rejects.toMatchObject({ code: 'client-certificate-expired' });
    vi.useRealTimers();
  });

  it('never takes the place of another unless it is told to', async () => {
    const first = await file('first.pem', client.certificatePem + client.privateKeyPem);
    const second = await file('second.pem', other.certificatePem + other.privateKeyPem);
    await importing({ path: first });
    await expect(importing({ path: second })).rejects.toMatchObject({ code: 'file-exists' });
    expect(await readFile(join(home, 'client.crt'), 'utf8')).toBe(client.certificatePem);
    await importing({ path: second }, { replace: true });
    await contextOfHome();
    expect(await readFile(join(home, 'client.crt'), 'utf8')).toBe(other.certificatePem);
  });

  it('leaves an authority that is there where it is, unless another is given', async () => {
    const another = await createAuthority({ commonName: 'Another' });
    const path = await file('all.pem', client.certificatePem + client.privateKeyPem + another.certificatePem);
    const authorityPath = await file('ca.pem', authority.certificatePem);
    await importing({ path, authorityPath });
    await importing({ path }, { replace: true });
    expect(await readFile(join(home, 'ca.crt'), 'utf8')).toBe(authority.certificatePem);
    const given = await file('another.pem', another.certificatePem);
    await rm(join(home, 'client.crt'));
    await rm(join(home, 'client.key'));
    await expect(importing({ path, authorityPath: given })).rejects.toMatchObject({ code: 'file-exists' });
    await importing({ path, authorityPath: given }, { replace: true });
    expect(await readFile(join(home, 'ca.crt'), 'utf8')).toBe(another.certificatePem);
  });

  it('that is not there is said not to be', async () => {
    await expect(importing({ path: join(folder, 'missing') })).rejects.toMatchObject({
      code: 'path-not-found',
    });
  });
});

describe('a PKCS#12 file', () => {
  it('with AES is taken apart: certificate, key in the clear, authority', async () => {
    const path = await file('ada.p12', Buffer.from(aesStore, 'base64'));
    expect(await importing({ path })).toMatchObject({ isKeyEncrypted: false });
    expect((await readdir(home)).toSorted()).toEqual(['ca.crt', 'client.crt', 'client.key']);
    expect((await stat(join(home, 'client.key'))).mode & 0o777).toBe(0o600);
    await contextOfHome();
    expect(new X509Certificate(await readFile(join(home, 'ca.crt'))).subject).toBe('CN=Fixtures');
  });

  it('does not open with another passphrase', async () => {
    const path = await file('ada.p12', Buffer.from(aesStore, 'base64'));
    await expect(importing({ path }, { passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'client-key-passphrase-wrong',
      facts: { path },
    });
  });

  it.each([
    ['RC2', rc2Store],
    ['3DES for its key', desStore],
  ])('with %s is refused for that, before anything is decrypted', async (_, store) => {
    const path = await file('ada.p12', Buffer.from(store, 'base64'));
    await expect(importing({ path }, { passphrase: 'any' })).rejects.toMatchObject({
      code: 'key-store-outdated',
    });
  });

  it('that is damaged anywhere is refused, and never takes long or throws anything else', () => {
    const whole = Buffer.from(aesStore, 'base64');
    for (let at = 0; at < whole.length; at += 7) {
      for (const damaged of [whole.subarray(0, at), Buffer.from(whole)]) {
        if (damaged.length === whole.length) damaged[at] = (damaged[at] ?? 0) ^ 0x41;
        expect(() => readPkcs12(damaged, 'transport')).toThrow(Pkcs12Error);
      }
    }
  });
});

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}
