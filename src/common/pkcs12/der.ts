/** Bytes that are not the DER that was expected (X.690, section 10). */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One element: its tag, all of its bytes, and those after tag and length. */
export interface DerElement {
  readonly tag: number;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

export const derTag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/**
 * The element that `bytes` consists of.
 *
 * @throws {DerError} also for lengths that only BER allows
 */
export function readDer(bytes: Buffer): DerElement {
  const [element, ...others] = readAll(bytes);
  if (element === undefined || others.length > 0) throw new DerError('not one element');
  return element;
}

/** The elements inside one, which has to be of that tag. @throws {DerError} */
export function childrenOf(element: DerElement | undefined, tag: number = derTag.sequence): DerElement[] {
  return readAll(contentOf(element, tag));
}

/** What an element holds, which has to be of that tag. @throws {DerError} */
export function contentOf(element: DerElement | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new DerError(`tag ${element?.tag} where ${tag} was expected`);
  return element.content;
}

/** An object identifier with dots. @throws {DerError} */
export function objectIdentifierOf(element: DerElement | undefined): string {
  const numbers: bigint[] = [];
  let number = 0n;
  for (const byte of contentOf(element, derTag.objectIdentifier)) {
    number = (number << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(number);
    number = 0n;
  }
  const [first = 0n, ...others] = numbers;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...others].join('.');
}

/** A non-negative integer. @throws {DerError} */
export function integerOf(element: DerElement | undefined): bigint {
  const content = contentOf(element, derTag.integer);
  if (content.length === 0) throw new DerError('an integer without bytes');
  return BigInt(`0x${content.toString('hex')}`);
}

/** The bits of a bit string of whole bytes. @throws {DerError} */
export function bitsOf(element: DerElement | undefined): Buffer {
  const content = contentOf(element, derTag.bitString);
  if (content[0] !== 0) throw new DerError('a bit string that is not whole bytes');
  return content.subarray(1);
}

function readAll(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let start = 0; start < bytes.length; ) {
    const { headLength, length } = readLength(bytes, start);
    const end = start + headLength + length;
    if (end > bytes.length) throw new DerError('an element that ends after its container');
    elements.push({
      tag: bytes[start] ?? 0,
      bytes: bytes.subarray(start, end),
      content: bytes.subarray(start + headLength, end),
    });
    start = end;
  }
  return elements;
}

function readLength(bytes: Buffer, start: number): { headLength: number; length: number } {
  const first = bytes[start + 1];
  if (first === undefined || ((bytes[start] ?? 0) & 0x1f) === 0x1f)
    throw new DerError('an unknown form of tag');
  if (first < 0x80) return { headLength: 2, length: first };
  const size = first & 0x7f;
  if (size === 0) throw new DerError('an indefinite length');
  if (size > 4 || start + 2 + size > bytes.length) throw new DerError('a length that is too long');
  return { headLength: 2 + size, length: bytes.readUIntBE(start + 2, size) };
}
