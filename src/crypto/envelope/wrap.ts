import { createCipheriv, createDecipheriv } from 'node:crypto';

export const tagLength = 16;
/** A key of 32 bytes and its tag. */
export const wrappedKeyLength = 32 + tagLength;
const nothing = Buffer.alloc(0);

/** AES-256-GCM over a small secret: ciphertext ‖ tag (16). A nonce must never serve a key twice. */
export function wrap(key: Buffer, nonce: Buffer, secret: Buffer, associatedData: Buffer = nothing): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  cipher.setAAD(associatedData);
  return Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** The secret again; null when it was wrapped under another key, or altered. */
export function unwrap(
  key: Buffer,
  nonce: Buffer,
  wrapped: Buffer,
  associatedData: Buffer = nothing,
): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(wrapped.subarray(-tagLength));
  const secret = decipher.update(wrapped.subarray(0, -tagLength));
  try {
    decipher.final();
    return secret;
  } catch {
    secret.fill(0);
    return null;
  }
}
