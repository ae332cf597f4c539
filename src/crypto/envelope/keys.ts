import { hkdfSync, randomBytes } from 'node:crypto';

/** The secret of one archive, 32 bytes; everything else is derived from it. */
export type FileKey = Buffer & { readonly brand: 'FileKey' };

/** A new file key; one never serves two archives. */
export function newFileKey(): FileKey {
  return asFileKey(randomBytes(32));
}

/** Says that these 32 bytes are a file key. */
export function asFileKey(bytes: Buffer): FileKey {
  return bytes as FileKey;
}

/** The key of the slots MAC. */
export function deriveSlotsKey(fileKey: FileKey, archiveId: Buffer): Buffer {
  return hkdf(fileKey, archiveId, 'secure-client v1 slots');
}

/** The key of the FLOE payload. */
export function derivePayloadKey(fileKey: FileKey, archiveId: Buffer): Buffer {
  return hkdf(fileKey, archiveId, 'secure-client v1 payload');
}

/** HKDF-SHA-256 (RFC 5869), 32 bytes. */
function hkdf(key: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, 32));
}
