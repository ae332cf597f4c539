import {
  argon2Sync,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { X25519Identity } from '../../../src/crypto/envelope/x25519.ts';
import { FloeAuthenticationError, FloeDecryptor } from '../../../src/crypto/floe/decryptor.ts';
import { headerLength } from '../../../src/crypto/floe/parameters.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const repeated = (byte: number, count: number): Buffer => Buffer.alloc(count, byte);

describe("Node's cryptography gives the published results:", () => {
  it('Argon2id (RFC 9106, section 5.3)', () => {
    const tag = argon2Sync('argon2id', {
      message: repeated(1, 32),
      nonce: repeated(2, 16),
      secret: repeated(3, 8),
      associatedData: repeated(4, 12),
      memory: 32,
      passes: 3,
      parallelism: 4,
      tagLength: 32,
    });
    expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  it.each([
    [
      'appendix A.1',
      repeated(0x0b, 22),
      bytes('000102030405060708090a0b0c'),
      bytes('f0f1f2f3f4f5f6f7f8f9'),
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      'appendix A.2',
      sequence(0x00, 0x4f),
      sequence(0x60, 0xaf),
      sequence(0xb0, 0xff),
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      'appendix A.3',
      repeated(0x0b, 22),
      Buffer.alloc(0),
      Buffer.alloc(0),
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ])('HKDF-SHA-256 (RFC 5869, %s)', (_, key, salt, info, expected) => {
    const derived = Buffer.from(hkdfSync('sha256', key, salt, info, expected.length / 2));
    expect(derived.toString('hex')).toBe(expected);
  });

  it.each([
    [
      'section 5.2, first',
      'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    ],
    [
      'section 5.2, second',
      '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
      'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
      '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    ],
    [
      'section 6.1',
      '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
      '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
    ],
  ])('X25519 (RFC 7748, %s)', (_, scalar, point, expected) => {
    const secret = diffieHellman({ privateKey: privateKeyOf(scalar), publicKey: publicKeyOf(point) });
    expect(secret.toString('hex')).toBe(expected);
  });
});

it('a recipient is the public key of RFC 7748, section 6.1, in base64url', () => {
  const pem = privateKeyOf('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb').export({
    type: 'pkcs8',
    format: 'pem',
  });
  const recipient = X25519Identity.parse(pem.toString())?.recipient.toString();
  const key = bytes('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
  expect(recipient).toBe(`x25519:${key.toString('base64url')}`);
});

interface FloeVector {
  readonly name: string;
  readonly segmentLength: number;
  readonly keyRotationMask: number;
  readonly key: string;
  readonly associatedData: string;
  readonly ciphertext: string;
  readonly plaintext: string;
}

const floeVectors: FloeVector[] = JSON.parse(
  readFileSync(new URL('../../vectors/floe.json', import.meta.url), 'utf8'),
);

describe('FLOE opens what was sealed before:', () => {
  it.each(floeVectors)('$name', (vector) => {
    const parameters = {
      encryptedSegmentLength: vector.segmentLength,
      keyRotationMask: vector.keyRotationMask,
    };
    const ciphertext = bytes(vector.ciphertext);
    const open = (header: Buffer) =>
      new FloeDecryptor(parameters, bytes(vector.key), bytes(vector.associatedData), header);
    const decryptor = open(ciphertext.subarray(0, headerLength));
    const count = Math.ceil((ciphertext.length - headerLength) / vector.segmentLength);
    const segments = Array.from({ length: count }, (_, number) => {
      const start = headerLength + number * vector.segmentLength;
      const segment = ciphertext.subarray(start, start + vector.segmentLength);
      expect(() => decryptor.decryptSegment(segment, number + 1, number === count - 1)).toThrow(
        FloeAuthenticationError,
      );
      expect(() => decryptor.decryptSegment(segment, number, number !== count - 1)).toThrow(
        FloeAuthenticationError,
      );
      return decryptor.decryptSegment(segment, number, number === count - 1);
    });
    expect(Buffer.concat(segments).toString('hex')).toBe(vector.plaintext);
    for (let bit = 0; bit < headerLength * 8; bit += 1) {
      const header = Buffer.from(ciphertext.subarray(0, headerLength));
      header.writeUInt8(header.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(header)).toThrow(FloeAuthenticationError);
    }
  });
});

function sequence(first: number, last: number): Buffer {
  return Buffer.from(Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

/** PKCS#8 of a raw key (RFC 8410). */
function privateKeyOf(hex: string): KeyObject {
  const key = Buffer.concat([bytes('302e020100300506032b656e04220420'), bytes(hex)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function publicKeyOf(hex: string): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: bytes(hex).toString('base64url') },
    format: 'jwk',
  });
}
