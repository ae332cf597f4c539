import { createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../common/errors.ts';
import { distinguishedName, generateKeyPair, signatureAlgorithm } from './authority.ts';
import { readSource } from './keyMaterial.ts';
import { checkCommonName } from './names.ts';
import { pemBlocks, toPem } from './pem.ts';
import { publicMode, refuseExisting, secretMode, writeFiles } from './pemFiles.ts';
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator, type PublicKey } from './x509.ts';

/** RFC 7468, section 7; the second is what old programs write. */
const labels = '(?:NEW )?CERTIFICATE REQUEST';
const smallestRsaKey = 2048;
const curves: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];

/** What a certificate signing request asks for, once it has proved that who asks has the private key. */
export interface SignedRequest {
  readonly commonName: string;
  readonly publicKey: PublicKey;
}

/**
 * Makes a key pair and a certificate signing request (PKCS#10, RFC 2986) in `folder` (0700, made if missing):
 * `client.key` (0600), which stays, and `client.csr`, which goes to whoever runs the authority.
 *
 * @throws {UserError} `file-exists` rather than overwrite, `usage` for an unusable name, `disk-full`, `write-refused`
 */
export async function requestToFolder(
  folder: string,
  name: string,
): Promise<{ requestPath: string; keyPath: string }> {
  const keyPath = join(folder, 'client.key');
  const requestPath = join(folder, 'client.csr');
  const subject = distinguishedName(checkCommonName(name));
  await refuseExisting([keyPath, requestPath, join(folder, 'client.crt')]);
  const { pair, privateKeyPem } = await generateKeyPair();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys: pair,
    signingAlgorithm: signatureAlgorithm,
  });
  const pem = toPem(new Uint8Array(request.rawData), 'CERTIFICATE REQUEST');
  await writeFiles(folder, [
    { path: keyPath, content: privateKeyPem, mode: secretMode },
    { path: requestPath, content: pem, mode: publicMode },
  ]);
  return { requestPath, keyPath };
}

/**
 * Reads a request and checks its signature: who asks has the private key that belongs to the public one
 * (proof of possession). Of what it asks for only the common name counts; the rest is for the authority to decide.
 *
 * @throws {UserError} `request-unusable`, `path-not-found`, `path-unreadable`
 */
export async function readRequest(path: string): Promise<SignedRequest> {
  const text = (await readSource(path)).toString('latin1');
  const [pem, ...others] = pemBlocks(text, labels);
  if (pem === undefined || others.length > 0) throw unusable(path, 'it does not hold one request in PEM');
  try {
    const request = new Pkcs10CertificateRequest(pem);
    checkKey(
      path,
      createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' }),
    );
    if (!(await request.verify())) throw unusable(path, 'its signature does not come from its own key');
    const [commonName = ''] = request.subjectName.getField('CN');
    return { commonName, publicKey: request.publicKey };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unusable(path, 'it cannot be read', error);
  }
}

function checkKey(path: string, key: KeyObject): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const isGood =
    (type === 'ec' && curves.includes(details?.namedCurve)) ||
    (type === 'rsa' && (details?.modulusLength ?? 0) >= smallestRsaKey) ||
    type === 'ed25519';
  if (!isGood) throw unusable(path, 'its key is too weak, or of a kind that TLS does not use');
}

function unusable(path: string, reason: string, cause?: unknown): UserError {
  return new UserError('request-unusable', { path, reason }, { cause });
}
