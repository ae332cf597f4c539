import { createCipheriv, createDecipheriv, createPrivateKey, hkdfSync, randomBytes } from 'node:crypto';

const saltLength = 16;
const nonceLength = 12;
const tagLength = 16;

/**
 * Seals small secrets to this machine: under a key that is derived from the client's private key, so that the
 * bytes are worth nothing elsewhere. Written: salt (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16), AES-256-GCM.
 */
export class MachineKey {
  readonly #secret: Buffer;

  /** @param privateKeyPem of the client @throws {Error} when it is no private key */
  constructor(privateKeyPem: string | Buffer) {
    this.#secret = createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'der' });
  }

  seal(secret: Buffer): Buffer {
    const salt = randomBytes(saltLength);
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#derive(salt), nonce, { authTagLength: tagLength });
    return Buffer.concat([salt, nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  }

  /** Null when it was not sealed by this machine, or was altered. */
  open(sealed: Buffer): Buffer | null {
    if (sealed.length < saltLength + nonceLength + tagLength) return null;
    const salt = sealed.subarray(0, saltLength);
    const nonce = sealed.subarray(saltLength, saltLength + nonceLength);
    const decipher = createDecipheriv('aes-256-gcm', this.#derive(salt), nonce, { authTagLength: tagLength });
    decipher.setAuthTag(sealed.subarray(-tagLength));
    const secret = decipher.update(sealed.subarray(saltLength + nonceLength, -tagLength));
    try {
      decipher.final();
      return secret;
    } catch {
      return null;
    }
  }

  #derive(salt: Buffer): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#secret, salt, 'secure-client v1 machine', 32));
  }
}
