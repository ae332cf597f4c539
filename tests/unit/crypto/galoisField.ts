import { createCipheriv } from 'node:crypto';

/** The polynomial of GCM, in its reflected order of bits (NIST SP 800-38D, section 6.3). */
const reduction = 0xe1n << 120n;

/** The product of two blocks. */
export function gcmMultiply(x: bigint, y: bigint): bigint {
  let product = 0n;
  let factor = y;
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((x >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ reduction : factor >> 1n;
  }
  return product;
}

/** The block whose product with `x` is one: x to the power of 2^128 - 2. */
export function gcmInverse(x: bigint): bigint {
  let power = x;
  let inverse = 1n << 127n;
  for (let bit = 1; bit < 128; bit += 1) {
    power = gcmMultiply(power, power);
    inverse = gcmMultiply(inverse, power);
  }
  return inverse;
}

/** The block that GHASH multiplies by. */
export function gcmHashKey(key: Buffer): bigint {
  const block = createCipheriv('aes-256-ecb', key, null).update(Buffer.alloc(16));
  return BigInt(`0x${block.toString('hex')}`);
}
