import { type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { toReadError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import { readKeyStore } from '../common/pkcs12/keyStore.ts';
import { isEncryptedKey, readPrivateKey } from '../common/privateKey.ts';
import { pemBlocks } from './pem.ts';

export interface KeyMaterialSources {
  /** A certificate in PEM, with others and the key maybe, or PKCS#12. */
  readonly path: string;
  /** The key in PEM, where it is in a file of its own. */
  readonly keyPath?: string;
  /** Asked for when something is encrypted. */
  readonly passphrase: () => Promise<string>;
}

export interface ImportedKey {
  readonly key: KeyObject;
  /** As it was in PEM, in the clear out of PKCS#12. */
  readonly pem: string;
  readonly isEncrypted: boolean;
}

export interface KeyMaterial {
  readonly certificates: readonly X509Certificate[];
  readonly keys: readonly ImportedKey[];
}

/**
 * Reads certificates and keys, whatever they are in.
 *
 * @throws {UserError} `client-certificate-unusable`, `key-store-outdated`, `client-key-passphrase-wrong`,
 * `path-not-found`, `path-unreadable`
 */
export async function readKeyMaterial(sources: KeyMaterialSources): Promise<KeyMaterial> {
  const { path, keyPath, passphrase } = sources;
  const bytes = await readSource(path);
  if (bytes.includes('-----BEGIN ')) {
    const text = bytes.toString('latin1');
    const keyText = keyPath === undefined ? text : (await readSource(keyPath)).toString('latin1');
    const certificates = pemBlocks(text, 'CERTIFICATE').map((block) => parseCertificate(path, block));
    return { certificates, keys: await parseKeys(keyPath ?? path, keyText, passphrase) };
  }
  const { certificates, keys } = readKeyStore(path, bytes, await passphrase());
  return { certificates, keys: keys.map((key) => ({ key, pem: pemOf(key), isEncrypted: false })) };
}

async function parseKeys(
  path: string,
  text: string,
  passphrase: () => Promise<string>,
): Promise<ImportedKey[]> {
  const keys = [];
  for (const pem of pemBlocks(text, '(?:RSA |EC |ENCRYPTED )?PRIVATE KEY')) {
    const isEncrypted = isEncryptedKey(pem);
    const key = readPrivateKey(path, pem, isEncrypted ? await passphrase() : undefined);
    keys.push({ key, pem, isEncrypted });
  }
  return keys;
}

/** @throws {UserError} `client-certificate-unusable` */
export function parseCertificate(path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw unusable(path, 'its certificate cannot be read', error);
  }
}

/** @throws {UserError} `path-not-found`, `path-unreadable` */
export async function readSource(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw toReadError(path, error);
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

export function unusable(path: string, reason: string, cause?: unknown): UserError {
  return new UserError('client-certificate-unusable', { path, reason }, { cause });
}
