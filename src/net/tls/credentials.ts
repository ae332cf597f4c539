import { X509Certificate } from 'node:crypto';
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
  const expires = expiryOf(files.clientCertificate, cert);
  expiryOf(files.authority, ca);
  if (expires < new Date()) {
    const day = expires.toISOString().slice(0, 10);
    throw new UserError('client-certificate-expired', { path: files.clientCertificate, day });
  }
  try {
    const context = createSecureContext({ cert, key, ca, minVersion: 'TLSv1.2' });
    return { files, context, clientCertificateExpires: expires };
  } catch (error) {
    if (systemCode(error) === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') {
      const paths = { certificatePath: files.clientCertificate, keyPath: files.clientKey };
      throw new UserError('client-key-mismatch', paths, { cause: error });
    }
    throw unusable(files.clientKey, error);
  }
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new UserError('client-certificate-missing', { path }, { cause: error });
    throw unusable(path, error);
  }
}

function expiryOf(path: string, pem: Buffer): Date {
  try {
    return new X509Certificate(pem).validToDate;
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): UserError {
  const reason = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new UserError('client-certificate-unusable', { path, reason }, { cause });
}
