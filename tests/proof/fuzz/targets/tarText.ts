import {
  blockLength,
  encodeTarHeader,
  paddingOf,
  type TarMember,
} from '../../../../src/crypto/tar/header.ts';

const memberEnd = 0x1e;
const fieldEnd = 0x1f;
/** Where the fields of a header stand, in the order of the text; what is longer is cut. */
const fields = [
  { start: 156, length: 1 },
  { start: 0, length: 100 },
  { start: 124, length: 12 },
  { start: 100, length: 8 },
  { start: 136, length: 12 },
  { start: 157, length: 100 },
  { start: 108, length: 8 },
  { start: 116, length: 8 },
  { start: 345, length: 155 },
  { start: 257, length: 8 },
];
const checksum = { start: 148, length: 8 };

/**
 * A tar out of a short text, so that mutations meet what readers look at: members end with 0x1e, their fields with 0x1f,
 * the last of which is the content. Checksums are right; a size that is not given is that of the content. What begins
 * with `!` is put in as it is.
 */
export function tarOf(text: Buffer): Buffer {
  const parts = split(text, memberEnd).map((member) => {
    if (member[0] === 0x21) return padded(member.subarray(1));
    return memberOf(split(member, fieldEnd));
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * blockLength)]);
}

function memberOf(values: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(blockLength);
  const content = values[fields.length] ?? Buffer.alloc(0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('ustar\x0000', 257, 'latin1');
  fields.forEach(({ start, length }, number) => {
    const value = values[number] ?? Buffer.alloc(0);
    if (value.length > 0) header.fill(0, start, start + length).set(value.subarray(0, length), start);
  });
  header.fill(' ', checksum.start, checksum.start + checksum.length);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, checksum.start);
  return Buffer.concat([header, padded(content)]);
}

/** The text of a member as we write it, its pax header included. */
export function textOf(member: TarMember, content = ''): Buffer {
  const blocks = encodeTarHeader(member);
  const headers = [blocks.subarray(-blockLength)];
  if (blocks.length > blockLength) headers.unshift(blocks.subarray(0, blockLength));
  return Buffer.concat(
    headers.flatMap((header) => {
      const isPax = header[156] === 0x78;
      const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
      const data = isPax ? blocks.subarray(blockLength, blockLength + size) : Buffer.from(content);
      const values = fields.map(({ start, length }) => withoutZeros(header.subarray(start, start + length)));
      return [...values.flatMap((value) => [value, Buffer.of(fieldEnd)]), data, Buffer.of(memberEnd)];
    }),
  );
}

function withoutZeros(field: Buffer): Buffer {
  const zero = field.indexOf(0);
  return zero < 0 ? field : field.subarray(0, zero);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(paddingOf(bytes.length))]);
}

function split(text: Buffer, mark: number): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = text.indexOf(mark); end >= 0; end = text.indexOf(mark, start)) {
    parts.push(text.subarray(start, end));
    start = end + 1;
  }
  return start < text.length ? [...parts, text.subarray(start)] : parts;
}
