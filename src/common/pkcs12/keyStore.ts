import type { X509Certificate } from 'node:crypto';
import { UserError } from '../errors.ts';
import { type KeyStore, Pkcs12Error, readPkcs12 } from './pkcs12.ts';

/**
 * Reads a PKCS#12 file. Without a passphrase the empty one is tried, which some programs write.
 *
 * @param path of the file, for the errors
 * @throws {UserError} `client-key-passphrase-missing`, `client-key-passphrase-wrong`, `key-store-outdated`,
 *   `client-certificate-unusable`
 */
export function readKeyStore(path: string, bytes: Buffer, passphrase: string | undefined): KeyStore {
  try {
    return readPkcs12(bytes, passphrase ?? '');
  } catch (error) {
    if (!(error instanceof Pkcs12Error)) throw error;
    const options = { cause: error };
    if (error.problem === 'outdated') throw new UserError('key-store-outdated', { path }, options);
    if (error.problem === 'malformed') {
      const reason = 'neither PEM nor PKCS#12 that can be read';
      throw new UserError('client-certificate-unusable', { path, reason }, options);
    }
    if (passphrase === undefined) throw new UserError('client-key-passphrase-missing', { path }, options);
    throw new UserError('client-key-passphrase-wrong', { path }, options);
  }
}

/** A certificate and those between it and its authority, each one followed by its issuer, as TLS sends them. */
export function chainOf(
  certificate: X509Certificate,
  certificates: readonly X509Certificate[],
): readonly X509Certificate[] {
  const between = certificates.filter((other) => other.ca && !isRoot(other));
  const chain = [certificate];
  for (let last = certificate; ; ) {
    const issuer = between.find((other) => !chain.includes(other) && last.checkIssued(other));
    if (issuer === undefined) return chain;
    chain.push(issuer);
    last = issuer;
  }
}

/** True for an authority that has signed itself. */
export function isRoot(certificate: X509Certificate): boolean {
  return certificate.ca && certificate.checkIssued(certificate);
}
