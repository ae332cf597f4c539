import { createDecipheriv, createPrivateKey, type KeyObject, pbkdf2Sync, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import {
  childrenOf,
  contentOf,
  type DerElement,
  DerError,
  derTag,
  integerOf,
  objectIdentifierOf,
  readDer,
} from './der.ts';

/** Why a PKCS#12 file cannot be read. */
export class Pkcs12Error extends Error {
  override readonly name = 'Pkcs12Error';
  readonly problem: 'outdated' | 'passphrase' | 'malformed';

  constructor(problem: Pkcs12Error['problem'], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.problem = problem;
  }
}

/** What a PKCS#12 file holds (RFC 7292). */
export interface KeyStore {
  readonly certificates: readonly X509Certificate[];
  readonly keys: readonly KeyObject[];
}

const contextTag = 0xa0;
const implicitOctetString = 0x80;
const data = '1.2.840.113549.1.7.1';
const encryptedData = '1.2.840.113549.1.7.6';
const bags = '1.2.840.113549.1.12.10.1';
const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';

/** RFC 8018, appendix B. */
const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
const ciphers: Readonly<Record<string, { name: string; keyLength: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32 },
};

/** More would only keep the machine busy. */
const maximumIterations = 10_000_000n;

/**
 * Reads a PKCS#12 file that is encrypted with AES (PBES2), as programs of today write it.
 *
 * @throws {Pkcs12Error} `outdated` for RC2, RC4 and DES
 */
export function readPkcs12(bytes: Buffer, passphrase: string): KeyStore {
  try {
    const [, safe, mac] = childrenOf(readDer(bytes));
    checkIterations(mac === undefined ? undefined : childrenOf(mac)[2]);
    const contents = childrenOf(readDer(octetsOf(unwrap(safe, data)))).map((info) =>
      safeOf(info, passphrase),
    );
    const store: { certificates: X509Certificate[]; keys: KeyObject[] } = { certificates: [], keys: [] };
    // Checks the code that authenticates the file, and what OpenSSL checks besides.
    createSecureContext({ pfx: bytes, passphrase });
    for (const open of contents) collect(open(), passphrase, store);
    return store;
  } catch (error) {
    if (error instanceof Pkcs12Error) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    const isPassphrase = !(error instanceof DerError) && /mac verify|bad decrypt/i.test(detail);
    throw new Pkcs12Error(isPassphrase ? 'passphrase' : 'malformed', detail, { cause: error });
  }
}

/** The content of a `ContentInfo` of that type. */
function unwrap(info: DerElement | undefined, type: string): DerElement {
  const [identifier, content] = childrenOf(info);
  if (objectIdentifierOf(identifier) !== type) throw new DerError('another type of content');
  return readDer(contentOf(content, contextTag));
}

function octetsOf(element: DerElement | undefined): Buffer {
  return contentOf(element, derTag.octetString);
}

/** One part of the file: how it is encrypted shows at once, its bags when they are asked for. */
function safeOf(info: DerElement, passphrase: string): () => DerElement[] {
  const [identifier] = childrenOf(info);
  if (objectIdentifierOf(identifier) === data) {
    const bagsInClear = childrenOf(readDer(octetsOf(unwrap(info, data))));
    for (const bag of bagsInClear) checkKeyBag(bag);
    return () => bagsInClear;
  }
  const [, content] = childrenOf(unwrap(info, encryptedData));
  const [, algorithm, encrypted] = childrenOf(content);
  checkAlgorithm(algorithm);
  return () => childrenOf(readDer(decrypt(algorithm, contentOf(encrypted, implicitOctetString), passphrase)));
}

/** A key is encrypted by itself. */
function checkKeyBag(bag: DerElement): void {
  const [identifier, value] = childrenOf(bag);
  if (objectIdentifierOf(identifier) !== `${bags}.2`) return;
  const [algorithm] = childrenOf(readDer(contentOf(value, contextTag)));
  checkAlgorithm(algorithm);
}

function checkAlgorithm(algorithm: DerElement | undefined): void {
  const [identifier, parameters] = childrenOf(algorithm);
  const scheme = objectIdentifierOf(identifier);
  if (scheme !== pbes2) throw new Pkcs12Error('outdated', `encrypted with ${scheme}`);
  const [derivation, cipher] = childrenOf(parameters);
  checkIterations(childrenOf(childrenOf(derivation)[1])[1]);
  const cipherIdentifier = objectIdentifierOf(childrenOf(cipher)[0]);
  if (ciphers[cipherIdentifier] === undefined) {
    throw new Pkcs12Error('outdated', `encrypted with ${cipherIdentifier}`);
  }
}

function checkIterations(count: DerElement | undefined): void {
  if (count !== undefined && integerOf(count) > maximumIterations) throw new DerError('too many iterations');
}

/** PBES2 with PBKDF2 (RFC 8018, section 6.2). */
function decrypt(algorithm: DerElement | undefined, encrypted: Buffer, passphrase: string): Buffer {
  const [derivation, encryption] = childrenOf(childrenOf(algorithm)[1]);
  const [derivationIdentifier, parameters] = childrenOf(derivation);
  if (objectIdentifierOf(derivationIdentifier) !== pbkdf2) throw new DerError('another key derivation');
  const [salt, iterations, ...options] = childrenOf(parameters);
  const prf = options.find(({ tag }) => tag === derTag.sequence);
  const hash = hashes[prf === undefined ? '1.2.840.113549.2.7' : objectIdentifierOf(childrenOf(prf)[0])];
  const [cipherIdentifier, iv] = childrenOf(encryption);
  const cipher = ciphers[objectIdentifierOf(cipherIdentifier)];
  if (hash === undefined || cipher === undefined) throw new DerError('an unknown key derivation');
  const count = Number(integerOf(iterations));
  const key = pbkdf2Sync(passphrase, octetsOf(salt), count, cipher.keyLength, hash);
  const decipher = createDecipheriv(cipher.name, key, octetsOf(iv));
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

function collect(
  elements: readonly DerElement[],
  passphrase: string,
  store: { certificates: X509Certificate[]; keys: KeyObject[] },
): void {
  for (const bag of elements) {
    const [identifier, value] = childrenOf(bag);
    const content = readDer(contentOf(value, contextTag));
    const type = objectIdentifierOf(identifier).replace(`${bags}.`, '');
    if (type === '1') store.keys.push(keyOf(content.bytes));
    else if (type === '2') store.keys.push(keyOf(content.bytes, passphrase));
    else if (type === '3') store.certificates.push(certificateOf(content));
    else if (type === '6') collect(childrenOf(content), passphrase, store);
  }
}

function keyOf(key: Buffer, passphrase?: string): KeyObject {
  const options = { key, format: 'der', type: 'pkcs8' } as const;
  return createPrivateKey(passphrase === undefined ? options : { ...options, passphrase });
}

function certificateOf(bag: DerElement): X509Certificate {
  const [, value] = childrenOf(bag);
  return new X509Certificate(octetsOf(readDer(contentOf(value, contextTag))));
}
