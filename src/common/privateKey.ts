import { createPrivateKey, type KeyObject } from 'node:crypto';
import { UserError } from './errors.ts';

/** True for a key in PEM that asks for a passphrase: PKCS#8 (RFC 5958), or the older form of OpenSSL. */
export function isEncryptedKey(pem: string): boolean {
  return pem.includes('ENCRYPTED');
}

/**
 * Reads a private key in PEM.
 *
 * @param path of the file that it is in, for the errors
 * @throws {UserError} `client-key-passphrase-missing`, `client-key-passphrase-wrong`, `client-certificate-unusable`
 */
export function readPrivateKey(path: string, pem: string, passphrase: string | undefined): KeyObject {
  const isEncrypted = isEncryptedKey(pem);
  if (isEncrypted && passphrase === undefined) throw new UserError('client-key-passphrase-missing', { path });
  try {
    return createPrivateKey(isEncrypted ? { key: pem, passphrase } : { key: pem });
  } catch (error) {
    // A wrong passphrase shows as padding, or as a structure, that makes no sense.
    if (isEncrypted) throw new UserError('client-key-passphrase-wrong', { path }, { cause: error });
    const reason = 'its key cannot be read';
    throw new UserError('client-certificate-unusable', { path, reason }, { cause: error });
  }
}
