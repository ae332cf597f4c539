/** Parameters of FLOE (c2sp.org/FLOE): AES-256-GCM, HKDF-Expand with SHA-384, a random IV of 32 bytes. */
export interface FloeParameters {
  /** Bytes of an encrypted segment, its overhead included. */
  readonly encryptedSegmentLength: number;
  /** One data encryption key serves 2^n segments. */
  readonly keyRotationMask: number;
}

/** GCM-256 with IVs of 256 bits and segments of 256 KiB; a key serves 2^20 segments. */
export const floeGcm256Iv256Segment256K: FloeParameters = {
  encryptedSegmentLength: 262_144,
  keyRotationMask: 20,
};

export const ivLength = 32;
export const headerTagLength = 32;
export const keyLength = 32;
export const messageKeyLength = 48;
const encodedParametersLength = 10;
export const headerLength = encodedParametersLength + ivLength + headerTagLength;

export const segmentMarkerLength = 4;
export const aeadIvLength = 12;
export const aeadTagLength = 16;
export const segmentOverhead = segmentMarkerLength + aeadIvLength + aeadTagLength;
/** What stands where the last segment has its length. */
export const innerSegmentMarker = 0xffff_ffff;
export const maximumSegments = 2 ** 32;

/** The ten bytes PARAM_ENCODE of the specification: AEAD, hash, segment length, IV length. */
export function encodeParameters(parameters: FloeParameters): Buffer {
  const encoded = Buffer.alloc(encodedParametersLength);
  encoded.writeUInt32BE(parameters.encryptedSegmentLength, 2);
  encoded.writeUInt32BE(ivLength, 6);
  return encoded;
}

/** Bytes of plaintext that one full segment holds. */
export function plaintextSegmentLength(parameters: FloeParameters): number {
  return parameters.encryptedSegmentLength - segmentOverhead;
}

/** Bytes of the FLOE ciphertext, header included, of a plaintext of `length` bytes. */
export function ciphertextLength(parameters: FloeParameters, length: number): number {
  const segments = Math.max(1, Math.ceil(length / plaintextSegmentLength(parameters)));
  return headerLength + length + segments * segmentOverhead;
}
