import { pick, type Random } from './random.ts';

/** What inputs are made of. */
export interface Material {
  /** Never empty. */
  readonly corpus: readonly Buffer[];
  readonly dictionary: readonly Buffer[];
  readonly maximumLength: number;
}

/** Where code that counts goes wrong. */
const numbers = [0, 1, 7, 8, 16, 31, 127, 128, 255, 256, 511, 512, 1000, 32_767, 65_535, 65_536].concat([
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
]);
const digits = ['0', '-1', '1e9', '4294967296', '9007199254740992', '99999999999999999999', '0.5', '00'];

/** An input with one to sixteen changes, mostly few. */
export function mutate(base: Buffer, material: Material, random: Random): Buffer {
  let bytes = base;
  for (let count = 1 << random(5); count > 0; count -= 1) bytes = change(bytes, material, random);
  return bytes.subarray(0, material.maximumLength);
}

function change(bytes: Buffer, { corpus, dictionary }: Material, random: Random): Buffer {
  const at = random(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random(random(4) === 0 ? 64 : 6));
  const put = (replacement: Buffer, from = at, to = end) =>
    Buffer.concat([bytes.subarray(0, from), replacement, bytes.subarray(to)]);
  switch (random(12)) {
    case 0:
      return put(Buffer.alloc(0));
    case 1:
      return put(bytes.subarray(at, end), at, at);
    case 2:
      return put(Buffer.concat(Array.from({ length: 1 << random(9) }, () => bytes.subarray(at, end))));
    case 3:
      return put(Buffer.from(bytes.subarray(at, end).map((byte) => byte ^ (1 << random(8)))));
    case 4:
      return put(Buffer.of(random(256)), at, Math.min(bytes.length, at + random(2)));
    case 5:
      return put(binaryNumber(random));
    case 6:
      return putDigits(bytes, random);
    case 7: {
      const other = pick(corpus, random);
      const start = random(other.length + 1);
      return put(other.subarray(start, start + random(other.length - start + 1)));
    }
    case 8:
      return put(bytes.subarray(at, end), random(bytes.length + 1), bytes.length);
    default: {
      if (dictionary.length === 0) return put(Buffer.of(random(256)));
      return put(pick(dictionary, random), at, random(2) === 0 ? at : end);
    }
  }
}

function binaryNumber(random: Random): Buffer {
  const number = pick(numbers, random);
  const length = pick([1, 2, 4, 8], random);
  const bytes = Buffer.alloc(8);
  if (random(2) === 0) {
    bytes.writeBigUInt64LE(BigInt(number));
    return bytes.subarray(0, length);
  }
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes.subarray(8 - length);
}

/** Puts another number in the place of one that is written in digits. */
function putDigits(bytes: Buffer, random: Random): Buffer {
  const isDigit = (at: number) => ((bytes[at] ?? 0) & 0xf8) === 0x30;
  let start = random(bytes.length + 1);
  while (start < bytes.length && !isDigit(start)) start += 1;
  let end = start;
  while (end < bytes.length && isDigit(end)) end += 1;
  const text = random(2) === 0 ? pick(digits, random) : String(pick(numbers, random));
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
}
