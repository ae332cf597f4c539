import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { releaseMemory } from '../../common/releaseMemory.ts';
import { deriveHeaderTag, type FloeContext, SegmentKeys, segmentAssociatedData } from './keys.ts';
import {
  aeadIvLength,
  aeadTagLength,
  encodeParameters,
  type FloeParameters,
  headerLength,
  headerTagLength,
  innerSegmentMarker,
  ivLength,
  segmentMarkerLength,
  segmentOverhead,
} from './parameters.ts';

/** Pieces of this size stay in the cache of the processor until they are copied. */
const pieceLength = 64 * 1024;

/** The ciphertext is not what was encrypted: altered, moved, cut, or under another key. */
export class FloeAuthenticationError extends Error {
  override readonly name = 'FloeAuthenticationError';
}

/** Decrypts the segments of one message in any order (FLOE, "startDecryption" and "decryptSegment"). */
export class FloeDecryptor {
  readonly #parameters: FloeParameters;
  readonly #keys: SegmentKeys;

  /**
   * @param header the 74 bytes before the first segment
   * @throws {FloeAuthenticationError} when the header is not of this key, parameters and associated data
   */
  constructor(parameters: FloeParameters, key: Buffer, associatedData: Buffer, header: Buffer) {
    const encoded = encodeParameters(parameters);
    if (header.length !== headerLength || !header.subarray(0, encoded.length).equals(encoded)) {
      throw new FloeAuthenticationError('the header is not of these parameters');
    }
    const iv = header.subarray(encoded.length, encoded.length + ivLength);
    const context: FloeContext = { parameters, iv, associatedData };
    const tag = header.subarray(headerLength - headerTagLength);
    if (!timingSafeEqual(tag, deriveHeaderTag(key, context)))
      throw new FloeAuthenticationError('the header tag differs');
    this.#parameters = parameters;
    this.#keys = new SegmentKeys(key, context);
  }

  /**
   * Decrypts one whole segment; nothing is given out before its tag is checked.
   *
   * @param segmentNumber its place, from 0
   * @param isFinal whether it stands at the end of the message
   * @param memory of a full segment, which the plaintext is written to
   * @throws {FloeAuthenticationError} when it is not that segment, unaltered
   */
  decryptSegment(
    segment: Buffer,
    segmentNumber: number,
    isFinal: boolean,
    memory: Buffer = Buffer.allocUnsafe(Math.max(0, segment.length - segmentOverhead)),
  ): Buffer {
    const { encryptedSegmentLength } = this.#parameters;
    if (segment.length < segmentOverhead || segment.length > encryptedSegmentLength) {
      throw new FloeAuthenticationError(`a segment of ${segment.length} bytes`);
    }
    if (!isFinal && segment.length !== encryptedSegmentLength)
      throw new FloeAuthenticationError('a short segment');
    if (segment.readUInt32BE() !== (isFinal ? segment.length : innerSegmentMarker)) {
      throw new FloeAuthenticationError('the length of the segment is another');
    }
    const iv = segment.subarray(segmentMarkerLength, segmentMarkerLength + aeadIvLength);
    const decipher = createDecipheriv('aes-256-gcm', this.#keys.keyFor(segmentNumber), iv, {
      authTagLength: aeadTagLength,
    });
    decipher.setAAD(segmentAssociatedData(segmentNumber, isFinal));
    decipher.setAuthTag(segment.subarray(segment.length - aeadTagLength));
    const ciphertext = segment.subarray(segmentMarkerLength + aeadIvLength, segment.length - aeadTagLength);
    for (let offset = 0; offset < ciphertext.length; offset += pieceLength) {
      const piece = decipher.update(ciphertext.subarray(offset, offset + pieceLength));
      memory.set(piece, offset);
      releaseMemory(piece);
    }
    try {
      decipher.final();
    } catch (cause) {
      throw new FloeAuthenticationError('the tag differs', { cause });
    }
    return memory.subarray(0, ciphertext.length);
  }

  /** Forgets the keys. */
  close(): void {
    this.#keys.destroy();
  }
}
