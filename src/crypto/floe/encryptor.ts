import { createCipheriv, randomBytes } from 'node:crypto';
import { releaseMemory } from '../../common/releaseMemory.ts';
import { deriveHeaderTag, type FloeContext, SegmentKeys, segmentAssociatedData } from './keys.ts';
import {
  aeadIvLength,
  aeadTagLength,
  encodeParameters,
  type FloeParameters,
  innerSegmentMarker,
  ivLength,
  maximumSegments,
  plaintextSegmentLength,
  segmentMarkerLength,
  segmentOverhead,
} from './parameters.ts';

/** Pieces of this size stay in the cache of the processor until they are copied. */
const pieceLength = 64 * 1024;

/** Encrypts one message segment by segment, in order (FLOE, "startEncryption" and "encryptSegment"). */
export class FloeEncryptor {
  /** What goes before the first segment. */
  readonly header: Buffer;
  readonly #keys: SegmentKeys;
  readonly #fullLength: number;
  #segmentNumber: number;
  #isClosed = false;

  private constructor(context: FloeContext, key: Buffer, segmentNumber: number) {
    const { parameters, iv } = context;
    this.header = Buffer.concat([encodeParameters(parameters), iv, deriveHeaderTag(key, context)]);
    this.#keys = new SegmentKeys(key, context);
    this.#fullLength = plaintextSegmentLength(parameters);
    this.#segmentNumber = segmentNumber;
  }

  /** A new message. @param key 32 bytes that serve no other purpose */
  static start(parameters: FloeParameters, key: Buffer, associatedData: Buffer): FloeEncryptor {
    return new FloeEncryptor({ parameters, iv: randomBytes(ivLength), associatedData }, key, 0);
  }

  /** A message that was begun before: its segments from `segmentNumber` on. @param header of that message */
  static resume(
    parameters: FloeParameters,
    key: Buffer,
    associatedData: Buffer,
    header: Buffer,
    segmentNumber: number,
  ): FloeEncryptor {
    const iv = header.subarray(encodeParameters(parameters).length).subarray(0, ivLength);
    return new FloeEncryptor({ parameters, iv, associatedData }, key, segmentNumber);
  }

  /**
   * Encrypts the next segment.
   *
   * @param plaintext a full segment; the final one may be shorter, or empty
   * @param iv a new random one unless given; one must never meet two plaintexts
   * @param memory of a full encrypted segment, which the result is written to
   * @throws {RangeError} on a wrong length, too many segments, or a segment after the final one
   */
  encryptSegment(
    plaintext: Uint8Array,
    isFinal: boolean,
    iv: Buffer = randomBytes(aeadIvLength),
    memory: Buffer = Buffer.allocUnsafe(plaintext.length + segmentOverhead),
  ): Buffer {
    if (this.#isClosed) throw new RangeError('a segment after the final one');
    if (plaintext.length > this.#fullLength || (!isFinal && plaintext.length !== this.#fullLength)) {
      throw new RangeError(`a segment of ${plaintext.length} bytes`);
    }
    if (this.#segmentNumber >= maximumSegments) throw new RangeError('too many segments');

    const segment = memory.subarray(0, plaintext.length + segmentOverhead);
    segment.writeUInt32BE(isFinal ? segment.length : innerSegmentMarker);
    segment.set(iv, segmentMarkerLength);
    const cipher = createCipheriv('aes-256-gcm', this.#keys.keyFor(this.#segmentNumber), iv, {
      authTagLength: aeadTagLength,
    });
    cipher.setAAD(segmentAssociatedData(this.#segmentNumber, isFinal));
    for (let offset = 0; offset < plaintext.length; offset += pieceLength) {
      const piece = cipher.update(plaintext.subarray(offset, offset + pieceLength));
      segment.set(piece, segmentMarkerLength + aeadIvLength + offset);
      releaseMemory(piece);
    }
    cipher.final();
    segment.set(cipher.getAuthTag(), segment.length - aeadTagLength);

    this.#segmentNumber += 1;
    if (isFinal) this.close();
    return segment;
  }

  /** Forgets the keys. */
  close(): void {
    this.#isClosed = true;
    this.#keys.destroy();
  }
}
