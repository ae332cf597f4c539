import { hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { tagLength, unwrap, wrap } from './envelope/wrap.ts';

const saltLength = 16;
const nonceLength = 12;

/**
 * Seals small secrets to this machine: under a key that is derived from the client's private key, so that the
 * bytes are worth nothing elsewhere. Written: salt (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16), AES-256-GCM.
 */
export class MachineKey {
  readonly #secret: Buffer;

  /** @param privateKey of the client, whatever it was encrypted with */
  constructor(privateKey: KeyObject) {
    this.#secret = privateKey.export({ type: 'pkcs8', format: 'der' });
  }

  seal(secret: Buffer): Buffer {
    const salt = randomBytes(saltLength);
    const nonce = randomBytes(nonceLength);
    return Buffer.concat([salt, nonce, wrap(this.#derive(salt), nonce, secret)]);
  }

  /** Null when it was not sealed by this machine, or was altered. */
  open(sealed: Buffer): Buffer | null {
    if (sealed.length < saltLength + nonceLength + tagLength) return null;
    const salt = sealed.subarray(0, saltLength);
    const nonce = sealed.subarray(saltLength, saltLength + nonceLength);
    return unwrap(this.#derive(salt), nonce, sealed.subarray(saltLength + nonceLength));
  }

  #derive(salt: Buffer): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#secret, salt, 'secure-client v1 machine', 32));
  }
}
