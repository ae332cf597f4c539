import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadTlsCredentials } from '../../src/net/tls/credentials.ts';
import {
  authority,
  clientIdentity,
  day,
  issueForClient,
  issueOddly,
  otherAuthority,
  writeFiles,
} from './support/certificates.ts';

const yesterday = new Date(Date.now() - day);
const lastWeek = new Date(Date.now() - 7 * day);
const tomorrow = new Date(Date.now() + day);
const nextWeek = new Date(Date.now() + 7 * day);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

describe('the files of mutual TLS', () => {
  it('are loaded, with the days on which our certificate and the authority end', async () => {
    const files = await writeFiles(await issueOddly({ kind: 'client', notAfter: nextWeek }));
    const credentials = await loadTlsCredentials(files);
    expect(credentials.authorityPath).toBe(files.authority);
    expect(dayOf(credentials.clientCertificateExpires)).toBe(dayOf(nextWeek));
    expect(dayOf(credentials.authorityExpires)).toBe(dayOf(authority.certificate.notAfter));
  });

  it.each([
    ['cert', 'clientCertificate'],
    ['key', 'clientKey'],
    ['ca', 'authority'],
  ] as const)('are refused when there is no %s', async (missing, file) => {
    const files = await writeFiles({ [missing]: null });
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'client-certificate-missing',
      facts: { path: files[file] },
    });
  });

  it.each([
    ['cert', 'clientCertificate', 'no PEM'],
    ['cert', 'clientCertificate', ''],
    ['cert', 'clientCertificate', clientIdentity.key],
    ['cert', 'clientCertificate', clientIdentity.cert.slice(0, 200)],
    ['cert', 'clientCertificate', clientIdentity.cert.replace(/\n..../, '\nAAAA')],
    ['key', 'clientKey', 'no PEM'],
    ['key', 'clientKey', ''],
    ['key', 'clientKey', clientIdentity.cert],
    ['key', 'clientKey', clientIdentity.key.slice(0, 100)],
    ['ca', 'authority', 'no PEM'],
    ['ca', 'authority', ''],
    ['ca', 'authority', authority.privateKeyPem],
  ] as const)('are refused when %s is not what it should be', async (part, file, content) => {
    const files = await writeFiles({ [part]: content });
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'client-certificate-unusable',
      facts: { path: files[file] },
    });
  });

  it('are refused when a folder stands in place of one', async () => {
    const files = await writeFiles();
    const clientKey = `${files.clientKey}/..`;
    await expect(loadTlsCredentials({ ...files, clientKey })).rejects.toMatchObject({
      code: 'client-certificate-unusable',
      facts: { path: clientKey },
    });
  });

  it('are refused when our certificate has expired, with the day', async () => {
    const files = await writeFiles(await issueOddly({ notBefore: lastWeek, notAfter: yesterday }));
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'client-certificate-expired',
      facts: { path: files.clientCertificate, day: dayOf(yesterday) },
    });
  });

  it('are refused when our certificate is not valid yet, with the day', async () => {
    const files = await writeFiles(await issueOddly({ notBefore: tomorrow, notAfter: nextWeek }));
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'client-certificate-not-yet-valid',
      facts: { path: files.clientCertificate, day: dayOf(tomorrow) },
    });
  });

  it('are refused when the key belongs to another certificate', async () => {
    const { key } = await issueForClient(authority);
    const files = await writeFiles({ key });
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'client-key-mismatch',
      facts: { certificatePath: files.clientCertificate, keyPath: files.clientKey },
    });
  });

  it('are refused when the key is of another kind', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const files = await writeFiles({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({ code: 'client-key-mismatch' });
  });

  it('are refused when the authority has expired, which would make every server look expired', async () => {
    const expired = await issueOddly({
      isSelfSigned: true,
      isAuthority: true,
      notBefore: lastWeek,
      notAfter: yesterday,
    });
    const files = await writeFiles({ ca: expired.cert });
    await expect(loadTlsCredentials(files)).rejects.toMatchObject({
      code: 'authority-expired',
      facts: { path: files.authority, day: dayOf(yesterday) },
    });
  });

  it('may hold several authorities, of which one is still valid', async () => {
    const expired = await issueOddly({
      isSelfSigned: true,
      isAuthority: true,
      notBefore: lastWeek,
      notAfter: yesterday,
    });
    const ca = [expired.cert, otherAuthority.certificatePem, authority.certificatePem].join('\n# and\n');
    await expect(loadTlsCredentials(await writeFiles({ ca }))).resolves.toBeDefined();
  });
});
