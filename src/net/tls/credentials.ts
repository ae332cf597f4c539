import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { systemCode, UserError } from '../../common/errors.ts';

/** The three files of mutual TLS. */
export interface CertificateFiles {
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly authority: string;
}

/** What a connection is made with. */
export interface TlsCredentials {
  readonly files: CertificateFiles;
  readonly context: SecureContext;
  readonly clientCertificateExpires: Date;
}

/**
 * Reads and checks our certificate, its key, and the authority that servers are checked against.
 *
 * @throws {UserError} `client-certificate-missing`, `client-certificate-unusable`,
 *   `client-certificate-expired`, `client-key-mismatch`
 */
export async function loadTlsCredentials(files: CertificateFiles): Promise<TlsCredentials> {
  const [cert, key, ca] = await Promise.all([
    readPem(files.clientCertificate),
    readPem(files.clientKey),
    readPem(files.authority),
  ]);
  const certificate = checkClientCertificate(files.clientCertificate, cert);
  // OpenSSL itself would take a key of another kind than the certificate's, and show no certificate at all.
  if (!certificate.checkPrivateKey(parseKey(files.clientKey, key))) {
    const paths = { certificatePath: files.clientCertificate, keyPath: files.clientKey };
    throw new UserError('client-key-mismatch', paths);
  }
  checkAuthority(files.authority, ca);
  try {
    const context = createSecureContext({ cert, key, ca, minVersion: 'TLSv1.2' });
    return { files, context, clientCertificateExpires: certificate.validToDate };
  } catch (error) {
    throw unusable(files.clientCertificate, error);
  }
}

function checkClientCertificate(path: string, pem: string): X509Certificate {
  const [certificate] = parseCertificates(path, pem);
  const { validFromDate, validToDate } = certificate;
  const now = new Date();
  if (validToDate < now) throw new UserError('client-certificate-expired', { path, day: dayOf(validToDate) });
  if (validFromDate > now) throw unusable(path, `not valid before ${dayOf(validFromDate)}`);
  return certificate;
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw unusable(path, error);
  }
}

/** An expired authority would make every server look expired. Of several, as during a change, one is enough. */
function checkAuthority(path: string, pem: string): void {
  const ends = parseCertificates(path, pem).map(({ validToDate }) => validToDate);
  const end = new Date(Math.max(...ends.map(Number)));
  if (end < new Date()) throw unusable(path, `expired on ${dayOf(end)}`);
}

function parseCertificates(path: string, pem: string): [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    const [first, ...others] = blocks.map((block) => new X509Certificate(block));
    if (first) return [first, ...others];
  } catch (error) {
    throw unusable(path, error);
  }
  throw unusable(path, 'no certificate in PEM');
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new UserError('client-certificate-missing', { path }, { cause: error });
    throw unusable(path, error);
  }
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function unusable(path: string, cause: unknown): UserError {
  const reason = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new UserError('client-certificate-unusable', { path, reason }, { cause });
}
