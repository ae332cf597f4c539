import { blockLength, paddingOf } from './header.ts';

/** The tar breaks a rule that this reader insists on. */
export class TarRefused extends Error {
  override readonly name = 'TarRefused';
}

const extendedHeaderLimit = 1024 * 1024;
const magicOffset = 257;
const magics = ['ustar\x0000', 'ustar  \0'];
const checksumOffset = 148;
const checksumLength = 8;

/**
 * Follows the frame of a tar, chunk by chunk: where each header stands, how long its data is, where the end
 * is. It lets nothing through on which a reader behind it could hang, or read something other than was meant:
 * sizes that are no safe integers, data after a header that has none, malformed pax records, wrong checksums.
 */
export class TarFraming {
  readonly #header = Buffer.alloc(blockLength);
  #headerFilled = 0;
  #extended: Buffer | undefined;
  #extendedFilled = 0;
  #dataLeft = 0;
  #paxSize: number | undefined;
  #zeroBlocks = 0;

  /** True once the two zero blocks were seen. */
  get isAtEnd(): boolean {
    return this.#zeroBlocks === 2;
  }

  /**
   * Takes the next chunk.
   *
   * @returns how many of its bytes belong to the tar; fewer than its length once the end is reached
   * @throws {TarRefused}
   */
  accept(chunk: Buffer): number {
    let offset = 0;
    while (offset < chunk.length && !this.isAtEnd) {
      offset += this.#dataLeft > 0 ? this.#acceptData(chunk, offset) : this.#acceptHeader(chunk, offset);
    }
    return offset;
  }

  #acceptData(chunk: Buffer, offset: number): number {
    const length = Math.min(this.#dataLeft, chunk.length - offset);
    if (this.#extended) {
      this.#extendedFilled += chunk.copy(this.#extended, this.#extendedFilled, offset, offset + length);
    }
    this.#dataLeft -= length;
    if (this.#dataLeft === 0 && this.#extended) {
      this.#paxSize = readPaxSize(this.#extended);
      this.#extended = undefined;
    }
    return length;
  }

  #acceptHeader(chunk: Buffer, offset: number): number {
    const length = chunk.copy(
      this.#header,
      this.#headerFilled,
      offset,
      offset + blockLength - this.#headerFilled,
    );
    this.#headerFilled += length;
    if (this.#headerFilled === blockLength) {
      this.#headerFilled = 0;
      this.#readHeader();
    }
    return length;
  }

  #readHeader(): void {
    if (this.#header.every((byte) => byte === 0)) {
      this.#zeroBlocks += 1;
      return;
    }
    if (this.#zeroBlocks > 0) throw new TarRefused('a header after the end');
    checkHeader(this.#header);
    const type = String.fromCharCode(this.#header.readUInt8(156));
    const size = readSize(this.#header);
    switch (type) {
      case 'x':
        if (size === 0 || size > extendedHeaderLimit)
          throw new TarRefused('an extended header of absurd size');
        this.#extended = Buffer.alloc(size);
        this.#extendedFilled = 0;
        this.#dataLeft = size + paddingOf(size);
        break;
      case '0':
      case '\0': {
        const dataSize = this.#paxSize ?? size;
        this.#dataLeft = dataSize + paddingOf(dataSize);
        this.#paxSize = undefined;
        break;
      }
      case '1':
      case '2':
      case '5':
        if (size !== 0 || this.#paxSize) throw new TarRefused('data in an entry that is no file');
        this.#paxSize = undefined;
        break;
      default:
        throw new TarRefused(`an entry of type ${JSON.stringify(type)}`);
    }
  }
}

function checkHeader(header: Buffer): void {
  if (!magics.includes(header.toString('latin1', magicOffset, magicOffset + 8))) {
    throw new TarRefused('a header that is none');
  }
  let sum = checksumLength * 0x20;
  for (const byte of header) sum += byte;
  const end = checksumOffset + checksumLength;
  for (const byte of header.subarray(checksumOffset, end)) sum -= byte;
  if (readOctal(header, checksumOffset, end) !== sum) throw new TarRefused('a header with a wrong checksum');
}

function readSize(header: Buffer): number {
  const size = readOctal(header, 124, 136);
  if (size === undefined) throw new TarRefused('a size that is no number');
  return size;
}

function readOctal(header: Buffer, start: number, end: number): number | undefined {
  const field = header.toString('latin1', start, end).replace(/[\0 ]+$/, '');
  return /^ *[0-7]+$/.test(field) ? Number.parseInt(field, 8) : undefined;
}

/**
 * The `size` of pax records, checked one by one; undefined where there is none. Whatever a reader behind this one
 * could take for another length or key than is taken here is malformed.
 */
function readPaxSize(data: Buffer): number | undefined {
  let size: number | undefined;
  let offset = 0;
  while (offset < data.length) {
    const space = data.indexOf(0x20, offset);
    const digits = data.toString('latin1', offset, Math.max(space, offset));
    const end = offset + Number(digits);
    const record = data.subarray(space + 1, end);
    const equals = record.indexOf(0x3d);
    const isWellFormed =
      /^[1-9]\d{0,6}$/.test(digits) &&
      end <= data.length &&
      equals > 0 &&
      record.at(-1) === 0x0a &&
      !record.includes(0);
    if (!isWellFormed) throw new TarRefused('a malformed extended header');
    if (record.toString('latin1', 0, equals) === 'size') {
      const value = record.toString('latin1', equals + 1, record.length - 1);
      size = Number(value);
      if (!/^\d+$/.test(value) || !Number.isSafeInteger(size)) throw new TarRefused('an absurd size');
    }
    offset = end;
  }
  return size;
}
