import { type Envelope, writtenEnvelopeLength } from './envelope/envelope.ts';
import { derivePayloadKey } from './envelope/keys.ts';
import { ciphertextLength, floeGcm256Iv256Segment256K, plaintextSegmentLength } from './floe/parameters.ts';

/** The parameters of every payload. */
export const floe = floeGcm256Iv256Segment256K;

/** Bytes of plaintext in each segment of an archive but the last. */
export const segmentLength = plaintextSegmentLength(floe);

/** Bytes of the sealed archive of a plaintext of that length. */
export function sealedLength(plaintextLength: number): number {
  return writtenEnvelopeLength + ciphertextLength(floe, plaintextLength);
}

/** The payload key; the file key has done its work then, and is zeroed. */
export function takePayloadKey({ fileKey, archiveId }: Envelope): Buffer {
  const key = derivePayloadKey(fileKey, archiveId);
  fileKey.fill(0);
  return key;
}
