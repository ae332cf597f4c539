import type { KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { UserError } from '../../common/errors.ts';
import {
  type CertificateFiles,
  type CertificateSource,
  readClientIdentity,
  unusable,
} from './clientIdentity.ts';

/** What a connection is made with. */
export interface TlsCredentials {
  readonly context: SecureContext;
  readonly privateKey: KeyObject;
  /** The file that the authorities are from. */
  readonly authorityPath: string;
  readonly clientCertificateExpires: Date;
  /** Of several authorities, the end of the one that ends last. */
  readonly authorityExpires: Date;
}

/**
 * Reads and checks our certificate, its key, and the authority that servers are checked against.
 *
 * @param passphrase of the key, where it has one
 * @throws {UserError} those of `readClientIdentity`, `client-certificate-expired`,
 *   `client-certificate-not-yet-valid`, `authority-expired`
 */
export async function loadTlsCredentials(
  files: CertificateFiles,
  passphrase?: string,
): Promise<TlsCredentials> {
  const { chain, privateKey, authorities } = await readClientIdentity(files, passphrase);
  checkClientCertificate(chain);
  const authorityExpires = checkAuthorities(authorities);
  try {
    const context = createSecureContext({
      cert: pemOf(chain.certificates),
      key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
      ca: pemOf(authorities.certificates),
      minVersion: 'TLSv1.2',
    });
    const clientCertificateExpires = chain.certificates[0].validToDate;
    return {
      context,
      privateKey,
      authorityPath: authorities.path,
      clientCertificateExpires,
      authorityExpires,
    };
  } catch (error) {
    throw unusable(chain.path, error);
  }
}

function checkClientCertificate({ path, certificates: [certificate] }: CertificateSource): void {
  const { validFromDate, validToDate } = certificate;
  const now = new Date();
  if (validToDate < now) throw new UserError('client-certificate-expired', { path, day: dayOf(validToDate) });
  if (validFromDate > now)
    throw new UserError('client-certificate-not-yet-valid', { path, day: dayOf(validFromDate) });
}

/** An expired authority would make every server look expired. Of several, as during a change, one is enough. */
function checkAuthorities({ path, certificates }: CertificateSource): Date {
  const end = new Date(Math.max(...certificates.map(({ validToDate }) => validToDate.getTime())));
  if (end < new Date()) throw new UserError('authority-expired', { path, day: dayOf(end) });
  return end;
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.join('');
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
