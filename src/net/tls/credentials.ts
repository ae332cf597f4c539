import type { KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { type CertificateFiles, readClientIdentity, unusable } from './clientIdentity.ts';
import { checkAuthorities } from './validity.ts';

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
 * @throws {UserError} those of `readClientIdentity`, and `authority-expired`
 */
export async function loadTlsCredentials(
  files: CertificateFiles,
  passphrase?: string,
): Promise<TlsCredentials> {
  const { chain, privateKey, authorities } = await readClientIdentity(files, passphrase);
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

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.join('');
}
