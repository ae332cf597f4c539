import type { X509Certificate } from 'node:crypto';
import { join, resolve } from 'node:path';
import { UserError } from '../common/errors.ts';
import { fileExists } from '../common/fileExists.ts';
import { chainOf, isRoot } from '../common/pkcs12/keyStore.ts';
import { purposesOf } from './inspect.ts';
import {
  type ImportedKey,
  type KeyMaterial,
  type KeyMaterialSources,
  parseCertificate,
  readKeyMaterial,
  readSource,
  unusable,
} from './keyMaterial.ts';
import { pemBlocks } from './pem.ts';
import { publicMode, readIfPresent, refuseExisting, secretMode, writeFiles } from './pemFiles.ts';

export interface ImportSources extends KeyMaterialSources {
  /** The certificate of the authority that servers are checked against. */
  readonly authorityPath?: string;
}

export interface Imported {
  readonly certificatePath: string;
  readonly keyPath: string;
  /** Undefined when none was found, or one was there already. */
  readonly authorityPath: string | undefined;
  /** True when the key still asks for its passphrase. */
  readonly isKeyEncrypted: boolean;
}

/**
 * Brings a client certificate and its key into `folder` (0700, made if missing) as `client.crt` and `client.key`,
 * with the authority's certificate as `ca.crt` if there is one and none is there yet. A key in PEM stays as it is; one
 * out of PKCS#12 is written in the clear, readable by its owner alone. Without a key beside the certificate, that of a
 * request made in `folder` is taken.
 *
 * @throws {UserError} `file-exists` unless told to replace; `client-certificate-unusable`,
 * `client-certificate-expired`, `client-key-mismatch`, `key-store-outdated`, `client-key-passphrase-wrong`,
 * `path-not-found`, `path-unreadable`, `disk-full`, `write-refused`
 */
export async function importPair(
  sources: ImportSources,
  folder: string,
  { replace }: { replace: boolean },
): Promise<Imported> {
  const { found, isKeyInPlace } = await readWithWaitingKey(sources, join(folder, 'client.key'));
  const { certificate, key } = match(sources, found);
  checkUse(sources.path, certificate);
  const paths = {
    certificate: join(folder, 'client.crt'),
    key: join(folder, 'client.key'),
    authority: join(folder, 'ca.crt'),
  };
  const authority = await authorityOf(sources, found, paths.authority, replace);
  if (!replace) await refuseExisting([paths.certificate, ...(isKeyInPlace ? [] : [paths.key])]);
  await writeFiles(folder, [
    ...(isKeyInPlace ? [] : [{ path: paths.key, content: key.pem, mode: secretMode }]),
    { path: paths.certificate, content: chainOf(certificate, found.certificates).join(''), mode: publicMode },
    ...(authority === undefined ? [] : [{ path: paths.authority, content: authority, mode: publicMode }]),
  ]);
  return {
    certificatePath: paths.certificate,
    keyPath: paths.key,
    authorityPath: authority === undefined ? undefined : paths.authority,
    isKeyEncrypted: key.isEncrypted,
  };
}

/** The key of a request waits in the folder for its certificate, which comes back alone. */
async function readWithWaitingKey(
  sources: ImportSources,
  waitingKey: string,
): Promise<{ found: KeyMaterial; isKeyInPlace: boolean }> {
  if (sources.keyPath !== undefined) {
    const isKeyInPlace = resolve(sources.keyPath) === resolve(waitingKey);
    return { found: await readKeyMaterial(sources), isKeyInPlace };
  }
  const found = await readKeyMaterial(sources);
  if (found.keys.length > 0 || !(await fileExists(waitingKey))) return { found, isKeyInPlace: false };
  return { found: await readKeyMaterial({ ...sources, keyPath: waitingKey }), isKeyInPlace: true };
}

/** The certificate that one of the keys belongs to. */
function match(
  { path, keyPath = path }: ImportSources,
  { certificates, keys }: KeyMaterial,
): { certificate: X509Certificate; key: ImportedKey } {
  if (certificates.length === 0) throw unusable(path, 'it holds no certificate');
  if (keys.length === 0) throw unusable(keyPath, 'it holds no private key');
  for (const certificate of certificates) {
    const key = keys.find((candidate) => certificate.checkPrivateKey(candidate.key));
    if (key !== undefined) return { certificate, key };
  }
  throw new UserError('client-key-mismatch', { certificatePath: path, keyPath });
}

function checkUse(path: string, certificate: X509Certificate): void {
  if (certificate.validToDate < new Date()) {
    const day = certificate.validToDate.toISOString().slice(0, 10);
    throw new UserError('client-certificate-expired', { path, day });
  }
  const uses = purposesOf(certificate);
  if (!uses.includes('client') && !uses.includes('any')) throw unusable(path, 'it is not for clients');
}

/** The text for `ca.crt`; undefined where nothing is to be written. */
async function authorityOf(
  { authorityPath }: ImportSources,
  { certificates }: KeyMaterial,
  target: string,
  replace: boolean,
): Promise<string | undefined> {
  const present = await readIfPresent(target);
  if (authorityPath !== undefined) {
    const blocks = pemBlocks((await readSource(authorityPath)).toString('latin1'), 'CERTIFICATE');
    const given = blocks.map((block) => parseCertificate(authorityPath, block));
    if (!given.some(({ ca }) => ca)) throw unusable(authorityPath, 'it holds no authority');
    const text = given.join('');
    if (present !== undefined && present !== text && !replace)
      throw new UserError('file-exists', { path: target });
    return text;
  }
  if (present !== undefined) return undefined;
  return certificates.find(isRoot)?.toString();
}
