import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { UserError } from '../../common/errors.ts';
import { asFileKey, type FileKey } from './keys.ts';
import type { Identity, Recipient, Slot } from './slot.ts';
import { unwrap, wrap, wrappedKeyLength } from './wrap.ts';

const x25519SlotType = 2;
const publicKeyLength = 32;
const recipientPrefix = 'x25519:';

/** Whoever holds the private half can open. Written `x25519:<32 bytes, base64url>`. */
export class X25519Recipient implements Recipient {
  readonly #publicKey: Buffer;

  constructor(publicKey: Buffer) {
    this.#publicKey = publicKey;
  }

  /** @throws {UserError} `recipient-unusable` */
  static parse(text: string): X25519Recipient {
    const encoded = text.slice(recipientPrefix.length);
    const key = Buffer.from(encoded, 'base64url');
    const isCanonical = text.startsWith(recipientPrefix) && key.toString('base64url') === encoded;
    if (!isCanonical || key.length !== publicKeyLength)
      throw new UserError('recipient-unusable', { recipient: text });
    return new X25519Recipient(key);
  }

  toString(): string {
    return recipientPrefix + this.#publicKey.toString('base64url');
  }

  async wrapFileKey(fileKey: FileKey): Promise<Slot> {
    const ephemeral = generateKeyPairSync('x25519');
    const ephemeralPublic = rawPublicKey(ephemeral.publicKey);
    const key = keyEncryptionKey(ephemeral.privateKey, this.#publicKey, ephemeralPublic, this.#publicKey);
    if (!key) throw new UserError('recipient-unusable', { recipient: this.toString() });
    const wrapped = wrap(key, zeroNonce, fileKey);
    key.fill(0);
    return { type: x25519SlotType, content: Buffer.concat([ephemeralPublic, wrapped]) };
  }
}

/** The private half of a recipient. */
export class X25519Identity implements Identity {
  readonly #privateKey: KeyObject;
  readonly #publicKey: Buffer;

  private constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.#publicKey = rawPublicKey(createPublicKey(privateKey));
  }

  /** A new key pair. */
  static generate(): X25519Identity {
    return new X25519Identity(generateKeyPairSync('x25519').privateKey);
  }

  /** Reads a PKCS#8 PEM text; null when it is no X25519 key. */
  static parse(pem: string): X25519Identity | null {
    try {
      const key = createPrivateKey(pem);
      return key.asymmetricKeyType === 'x25519' ? new X25519Identity(key) : null;
    } catch {
      return null;
    }
  }

  get recipient(): X25519Recipient {
    return new X25519Recipient(this.#publicKey);
  }

  /** PKCS#8 PEM. */
  toPem(): string {
    return this.#privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  async unwrapFileKey({ type, content }: Slot): Promise<FileKey | null> {
    if (type !== x25519SlotType || content.length !== publicKeyLength + wrappedKeyLength) return null;
    const ephemeralPublic = content.subarray(0, publicKeyLength);
    const wrapped = content.subarray(publicKeyLength);
    const key = keyEncryptionKey(this.#privateKey, ephemeralPublic, ephemeralPublic, this.#publicKey);
    if (!key) return null;
    const fileKey = unwrap(key, zeroNonce, wrapped);
    key.fill(0);
    return fileKey && asFileKey(fileKey);
  }
}

/** A key encryption key wraps one file key only, so that its nonce may be constant. */
const zeroNonce = Buffer.alloc(12);

/** Null for a peer's key of low order, whose shared secret is all zeros (RFC 7748, section 6.1). */
function keyEncryptionKey(
  privateKey: KeyObject,
  peer: Buffer,
  ephemeralPublic: Buffer,
  recipientPublic: Buffer,
): Buffer | null {
  let secret: Buffer;
  try {
    secret = diffieHellman({ privateKey, publicKey: publicKeyOf(peer) });
  } catch {
    return null;
  }
  if (secret.every((byte) => byte === 0)) return null;
  const salt = Buffer.concat([ephemeralPublic, recipientPublic]);
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'secure-client v1 x25519', 32));
  secret.fill(0);
  return key;
}

function publicKeyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') }, format: 'jwk' });
}

function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}
