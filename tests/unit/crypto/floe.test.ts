import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FloeAuthenticationError, FloeDecryptor } from '../../../src/crypto/floe/decryptor.ts';
import { FloeEncryptor } from '../../../src/crypto/floe/encryptor.ts';
import { SegmentKeys, segmentAssociatedData } from '../../../src/crypto/floe/keys.ts';
import {
  ciphertextLength,
  headerLength,
  innerSegmentMarker,
  ivLength,
  maximumSegments,
  segmentOverhead,
} from '../../../src/crypto/floe/parameters.ts';

const parameters = { encryptedSegmentLength: 64, keyRotationMask: 1 };
const fullLength = parameters.encryptedSegmentLength - segmentOverhead;
const associatedData = Buffer.from('bound');
const key = randomBytes(32);

function start(): { encryptor: FloeEncryptor; decryptor: FloeDecryptor } {
  const encryptor = FloeEncryptor.start(parameters, key, associatedData);
  return { encryptor, decryptor: new FloeDecryptor(parameters, key, associatedData, encryptor.header) };
}

/** A segment whose tag is right, as only someone with the key can make it: any length, any marker. */
function forge(header: Buffer, length: number, isFinal: boolean, marker: number): Buffer {
  const iv = header.subarray(headerLength - 32 - ivLength, headerLength - 32);
  const segmentKey = new SegmentKeys(key, { parameters, iv, associatedData }).keyFor(0);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', segmentKey, nonce).setAAD(segmentAssociatedData(0, isFinal));
  const ciphertext = Buffer.concat([cipher.update(Buffer.alloc(length)), cipher.final()]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(marker);
  return Buffer.concat([head, nonce, ciphertext, cipher.getAuthTag()]);
}

describe('FLOE seals', () => {
  it.each([0, 1, 31, 32, 33, 64, 200])('%d bytes to the length that is announced', (length) => {
    const { encryptor, decryptor } = start();
    const plaintext = randomBytes(length);
    const sealed = [encryptor.header];
    const opened: Buffer[] = [];
    for (let number = 0; opened.length === number; number += 1) {
      const offset = number * fullLength;
      const isFinal = offset + fullLength >= length;
      const segment = encryptor.encryptSegment(plaintext.subarray(offset, offset + fullLength), isFinal);
      sealed.push(segment);
      opened.push(decryptor.decryptSegment(segment, number, isFinal));
      if (isFinal) break;
    }
    expect(Buffer.concat(sealed)).toHaveLength(ciphertextLength(parameters, length));
    expect(Buffer.concat(opened)).toEqual(plaintext);
  });

  it.each([
    ['longer than a full one', fullLength + 1, false],
    ['longer than a full one, at the end', fullLength + 1, true],
    ['short before the end', fullLength - 1, false],
    ['empty before the end', 0, false],
  ])('no segment that is %s', (_, length, isFinal) => {
    const { encryptor } = start();
    expect(() => encryptor.encryptSegment(Buffer.alloc(length), isFinal)).toThrow(
      new RangeError(`a segment of ${length} bytes`),
    );
  });

  it('nothing after the final segment', () => {
    const { encryptor } = start();
    encryptor.encryptSegment(Buffer.alloc(3), true);
    expect(() => encryptor.encryptSegment(Buffer.alloc(3), true)).toThrow('after the final one');
  });

  it('nothing once the keys were forgotten', () => {
    const { encryptor } = start();
    encryptor.close();
    expect(() => encryptor.encryptSegment(Buffer.alloc(3), true)).toThrow(RangeError);
  });

  it('2^32 segments and no more', () => {
    const { header } = start().encryptor;
    const encryptor = FloeEncryptor.resume(parameters, key, associatedData, header, maximumSegments - 1);
    encryptor.encryptSegment(Buffer.alloc(fullLength), false);
    expect(() => encryptor.encryptSegment(Buffer.alloc(3), true)).toThrow('too many segments');
  });
});

describe('FLOE refuses', () => {
  it('a header of any other length', () => {
    const { header } = start().encryptor;
    const others = [header.subarray(0, -1), Buffer.concat([header, Buffer.alloc(1)]), header.subarray(0, 10)];
    for (const other of others) {
      expect(() => new FloeDecryptor(parameters, key, associatedData, other)).toThrow(
        FloeAuthenticationError,
      );
    }
  });

  it.each([true, false])('a segment in which any bit differs (final: %s)', (isFinal) => {
    const { encryptor, decryptor } = start();
    const segment = encryptor.encryptSegment(randomBytes(fullLength), isFinal);
    for (let bit = 0; bit < segment.length * 8; bit += 1) {
      const altered = Buffer.from(segment);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => decryptor.decryptSegment(altered, 0, isFinal)).toThrow(FloeAuthenticationError);
    }
    expect(decryptor.decryptSegment(segment, 0, isFinal)).toHaveLength(fullLength);
  });

  it('a segment that is shorter than its overhead, whatever it says', () => {
    const { decryptor } = start();
    for (let length = 0; length < segmentOverhead; length += 1) {
      const segment = Buffer.alloc(length);
      if (length >= 4) segment.writeUInt32BE(length);
      expect(() => decryptor.decryptSegment(segment, 0, true)).toThrow(FloeAuthenticationError);
    }
  });

  it.each<[string, number, boolean, number]>([
    ['longer than its parameters allow', fullLength + 1, true, fullLength + 1 + segmentOverhead],
    ['longer than its parameters allow, before the end', fullLength + 1, false, innerSegmentMarker],
    ['short before the end', fullLength - 1, false, innerSegmentMarker],
    ['empty before the end', 0, false, innerSegmentMarker],
  ])('a segment that is %s, though its tag is right', (_, length, isFinal, marker) => {
    const { encryptor, decryptor } = start();
    const segment = forge(encryptor.header, length, isFinal, marker);
    expect(() => decryptor.decryptSegment(segment, 0, isFinal)).toThrow(FloeAuthenticationError);
  });

  it('no segment of the same making that is as it should be', () => {
    const { encryptor, decryptor } = start();
    const inner = forge(encryptor.header, fullLength, false, innerSegmentMarker);
    expect(decryptor.decryptSegment(inner, 0, false)).toEqual(Buffer.alloc(fullLength));
    const final = forge(encryptor.header, 5, true, 5 + segmentOverhead);
    expect(decryptor.decryptSegment(final, 0, true)).toEqual(Buffer.alloc(5));
  });

  it('everything once the keys were forgotten', () => {
    const { encryptor, decryptor } = start();
    const segment = encryptor.encryptSegment(Buffer.alloc(3), true);
    decryptor.decryptSegment(segment, 0, true);
    decryptor.close();
    expect(() => decryptor.decryptSegment(segment, 0, true)).toThrow(FloeAuthenticationError);
  });
});
