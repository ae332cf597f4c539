import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CertificateFiles, readClientIdentity } from '../../src/net/tls/clientIdentity.ts';
import { loadTlsCredentials } from '../../src/net/tls/credentials.ts';
import { hasPeers } from '../support/peers.ts';
import { aesStore, rc2Store } from '../unit/pkiStores.ts';
import { authority, clientIdentity, issueOddly, otherAuthority, writeFiles } from './support/certificates.ts';

const passphrase = 'transport';
const plainKey = createPrivateKey(clientIdentity.key);
const cipher = 'aes-256-cbc';

/** `client.p12` in place of certificate and key. */
async function writeKeyStore(
  base64: string,
  ca: string | null = authority.certificatePem,
): Promise<CertificateFiles> {
  const files = await writeFiles({ cert: null, key: null, ca });
  await writeFile(files.clientKeyStore, Buffer.from(base64, 'base64'));
  return files;
}

describe.each([
  ['PKCS#8', plainKey.export({ type: 'pkcs8', format: 'pem', cipher, passphrase }).toString()],
  [
    'the older form of OpenSSL',
    plainKey.export({ type: 'sec1', format: 'pem', cipher, passphrase }).toString(),
  ],
])('a key encrypted in %s', (_form, key) => {
  it('is the same key once it is opened', async () => {
    const { privateKey } = await loadTlsCredentials(await writeFiles({ key }), passphrase);
    expect(privateKey.equals(plainKey)).toBe(true);
  });

  it('asks for its passphrase', async () => {
    const files = await writeFiles({ key });
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'client-key-passphrase-missing',
      facts: { path: files.clientKey },
      exitCode: 4,
    });
  });

  it.each(['', 'Transport', 'transport '])('is not opened by %j', async (wrong) => {
    const files = await writeFiles({ key });
    await expect(loadTlsCredentials(files, wrong)).rejects.toMatchObject({
      code: 'client-key-passphrase-wrong',
      facts: { path: files.clientKey },
      exitCode: 4,
    });
  });
});

it('a passphrase is not asked for where the certificate has expired', async () => {
  const day = 24 * 3600 * 1000;
  const { cert } = await issueOddly({
    notBefore: new Date(Date.now() - 2 * day),
    notAfter: new Date(Date.now() - day),
  });
  const key = plainKey.export({ type: 'pkcs8', format: 'pem', cipher, passphrase }).toString();
  await expect(loadTlsCredentials(await writeFiles({ cert, key }))).rejects.toMatchObject({
    code: 'client-certificate-expired',
  });
});

it('a key in the clear ignores a passphrase', async () => {
  await expect(loadTlsCredentials(await writeFiles(), passphrase)).resolves.toBeDefined();
});

describe('client.p12', () => {
  it('stands in for the certificate and its key', async () => {
    const files = await writeKeyStore(aesStore);
    const { chain, privateKey, authorities } = await readClientIdentity(files, passphrase);
    expect(chain.certificates).toHaveLength(1);
    expect(chain.certificates[0].checkPrivateKey(privateKey)).toBe(true);
    expect(authorities.path).toBe(files.authority);
    expect(authorities.certificates[0].subject).toBe('CN=Test authority');
  });

  it('stands in for the authority too where there is no ca.crt', async () => {
    const files = await writeKeyStore(aesStore, null);
    const { chain, authorities } = await readClientIdentity(files, passphrase);
    expect(authorities.path).toBe(files.clientKeyStore);
    expect(chain.certificates[0].checkIssued(authorities.certificates[0])).toBe(true);
  });

  it('is not looked at where there is a certificate or a key in PEM', async () => {
    const files = await writeFiles({ key: null });
    await writeFile(files.clientKeyStore, Buffer.from(aesStore, 'base64'));
    await expect(loadTlsCredentials(files, passphrase)).rejects.toMatchObject({
      code: 'client-certificate-missing',
      facts: { path: files.clientKey },
    });
  });

  it('asks for its passphrase', async () => {
    const files = await writeKeyStore(aesStore);
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'client-key-passphrase-missing',
      facts: { path: files.clientKeyStore },
    });
  });

  it.each(['', 'wrong'])('is not opened by %j', async (wrong) => {
    await expect(loadTlsCredentials(await writeKeyStore(aesStore), wrong)).rejects.toMatchObject({
      code: 'client-key-passphrase-wrong',
    });
  });

  it.each([
    ['outdated', rc2Store, 'key-store-outdated'],
    ['not PKCS#12', Buffer.from('something else').toString('base64'), 'client-certificate-unusable'],
    ['empty', '', 'client-certificate-unusable'],
  ])('is refused when it is %s', async (_what, store, code) => {
    await expect(loadTlsCredentials(await writeKeyStore(store), passphrase)).rejects.toMatchObject({ code });
  });
});

const openssl = hasPeers([['openssl', 'version']], 'openssl');

describe.skipIf(!openssl)('client.p12, made by OpenSSL', () => {
  async function pack(
    files: CertificateFiles,
    secret: string,
    ...more: readonly string[]
  ): Promise<CertificateFiles> {
    const [input, out] = [files.clientCertificate, files.clientKeyStore];
    const named = ['-inkey', files.clientKey, '-in', input, '-out', out, '-passout', `pass:${secret}`];
    execFileSync('openssl', ['pkcs12', '-export', ...named, ...more]);
    await Promise.all([rm(files.clientCertificate), rm(files.clientKey)]);
    return files;
  }

  it('needs no passphrase where its passphrase is empty', async () => {
    await expect(loadTlsCredentials(await pack(await writeFiles(), ''))).resolves.toBeDefined();
  });

  it('holds no authority without one: then ca.crt is missing', async () => {
    const files = await pack(await writeFiles({ ca: null }), 'x');
    await expect(loadTlsCredentials(files, 'x')).rejects.toMatchObject({
      code: 'client-certificate-missing',
      facts: { path: files.authority },
    });
  });

  it('does not make anything trusted where there is a ca.crt', async () => {
    const files = await writeFiles({ ca: otherAuthority.certificatePem });
    const more = join(dirname(files.authority), 'more.crt');
    await writeFile(more, authority.certificatePem);
    const { authorities } = await readClientIdentity(await pack(files, 'x', '-certfile', more), 'x');
    expect(authorities.certificates.join('')).toBe(await readFile(files.authority, 'utf8'));
  });
});
