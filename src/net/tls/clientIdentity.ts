import { type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { systemCode, UserError } from '../../common/errors.ts';
import { fileExists } from '../../common/fileExists.ts';
import { chainOf, isRoot, readKeyStore } from '../../common/pkcs12/keyStore.ts';
import { readPrivateKey } from '../../common/privateKey.ts';
import { type CertificateSource, checkClientCertificate } from './validity.ts';

/** Where our certificate, its key and the authority are. */
export interface CertificateFiles {
  readonly clientCertificate: string;
  readonly clientKey: string;
  /** PKCS#12; used where neither of the two above is there. */
  readonly clientKeyStore: string;
  /** May be missing where the key store holds an authority. */
  readonly authority: string;
}

/** What we show to servers, and what we check them against. */
export interface ClientIdentity {
  /** Ours first, then those that lead to its authority. */
  readonly chain: CertificateSource;
  readonly privateKey: KeyObject;
  readonly authorities: CertificateSource;
}

/**
 * Reads our certificate, its key and the authority, from PEM files or from PKCS#12.
 *
 * @param passphrase of the key or of the key store, where it has one
 * @throws {UserError} `client-certificate-missing`, `client-certificate-unusable`, `client-certificate-expired`,
 *   `client-certificate-not-yet-valid`, `client-key-mismatch`, `client-key-passphrase-missing`,
 *   `client-key-passphrase-wrong`, `key-store-outdated`
 */
export async function readClientIdentity(
  files: CertificateFiles,
  passphrase: string | undefined,
): Promise<ClientIdentity> {
  return (await isInKeyStore(files)) ? fromKeyStore(files, passphrase) : fromPem(files, passphrase);
}

/** True where everything is to come out of `client.p12`. */
export async function isInKeyStore(files: CertificateFiles): Promise<boolean> {
  const { clientCertificate, clientKey, clientKeyStore } = files;
  if ((await fileExists(clientCertificate)) || (await fileExists(clientKey))) return false;
  return fileExists(clientKeyStore);
}

async function fromPem(files: CertificateFiles, passphrase: string | undefined): Promise<ClientIdentity> {
  const { clientCertificate, clientKey, authority } = files;
  const [chain, key, authorities] = await Promise.all([
    readCertificates(clientCertificate),
    readSource(clientKey),
    readCertificates(authority),
  ]);
  // Nobody is to be asked for a passphrase in vain.
  checkClientCertificate(chain);
  const privateKey = readPrivateKey(clientKey, key.toString('latin1'), passphrase);
  // OpenSSL itself would take a key of another kind than the certificate's, and show no certificate at all.
  if (!chain.certificates[0].checkPrivateKey(privateKey))
    throw new UserError('client-key-mismatch', { certificatePath: clientCertificate, keyPath: clientKey });
  return { chain, privateKey, authorities };
}

async function fromKeyStore(
  { clientKeyStore: path, authority }: CertificateFiles,
  passphrase: string | undefined,
): Promise<ClientIdentity> {
  const { certificates, keys } = readKeyStore(path, await readSource(path), passphrase);
  if (certificates.length === 0) throw unusable(path, 'it holds no certificate');
  if (keys.length === 0) throw unusable(path, 'it holds no private key');
  for (const privateKey of keys) {
    const certificate = certificates.find((candidate) => candidate.checkPrivateKey(privateKey));
    if (certificate === undefined) continue;
    const chain = sourceOf(path, chainOf(certificate, certificates));
    checkClientCertificate(chain);
    const roots = certificates.filter(isRoot);
    const isTrusted = roots.length > 0 && !(await fileExists(authority));
    const authorities = isTrusted ? sourceOf(path, roots) : await readCertificates(authority);
    return { chain, privateKey, authorities };
  }
  throw new UserError('client-key-mismatch', { certificatePath: path, keyPath: path });
}

/** The certificates of a PEM file. @throws {UserError} `client-certificate-missing`, `client-certificate-unusable` */
export async function readCertificates(path: string): Promise<CertificateSource> {
  const pem = (await readSource(path)).toString('latin1');
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    return sourceOf(
      path,
      blocks.map((block) => new X509Certificate(block)),
    );
  } catch (error) {
    throw error instanceof UserError ? error : unusable(path, error);
  }
}

function sourceOf(path: string, [first, ...others]: readonly X509Certificate[]): CertificateSource {
  if (first === undefined) throw unusable(path, 'no certificate in PEM');
  return { path, certificates: [first, ...others] };
}

/** @throws {UserError} `client-certificate-missing`, `client-certificate-unusable` */
export async function readSource(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new UserError('client-certificate-missing', { path }, { cause: error });
    throw unusable(path, error);
  }
}

/** What is there cannot be used. */
export function unusable(path: string, cause: unknown): UserError {
  const reason = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new UserError('client-certificate-unusable', { path, reason }, { cause });
}
