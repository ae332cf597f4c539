import { ByteReader } from '../../common/byteReader.ts';
import { blockLength, paddingOf } from '../tar/header.ts';
import type { UncheckedMember } from './restoration.ts';

/** A member of a tar as it is read. */
export interface ReadMember {
  readonly member: UncheckedMember;
  /** All of its content where it came in one piece, else pieces; overwritten once the next member is asked for. */
  readonly content: Buffer | AsyncIterable<Buffer>;
}

const types = { 0: 'file', '\0': 'file', 1: 'link', 2: 'symlink', 5: 'dir' } as const;

/**
 * Reads a tar whose framing was checked, member by member, out of chunks each of which overwrites the one before.
 * What nobody reads of a member is skipped.
 *
 * @throws whatever the chunks throw, here or while content is read
 */
export async function* readMembers(chunks: AsyncIterable<Buffer>): AsyncGenerator<ReadMember, void, void> {
  const reader = new ByteReader(chunks);
  try {
    let pax = new Map<string, string>();
    for (;;) {
      const header = await reader.read(blockLength);
      if (header.every((byte) => byte === 0)) break;
      const size = readNumber(header, 124, 136);
      if (header[156] === 0x78) {
        const records = await reader.read(size + paddingOf(size));
        pax = readPax(records.subarray(0, size));
        continue;
      }
      const member = decodeMember(header, pax);
      const content = new Content(reader, Number(pax.get('size') ?? size));
      pax = new Map();
      yield { member, content: content.whole() ?? content.pieces() };
      await content.skip();
    }
    // Whoever gives the chunks looks at what follows the tar.
    for await (const _ of reader.rest());
  } finally {
    await reader.close();
  }
}

/** What follows a header. */
class Content {
  readonly #reader: ByteReader;
  #left: number;
  readonly #padding: number;

  constructor(reader: ByteReader, size: number) {
    this.#reader = reader;
    this.#left = size;
    this.#padding = paddingOf(size);
  }

  /** All of it, where it has come already. */
  whole(): Buffer | undefined {
    const whole = this.#reader.takeIfHere(this.#left);
    if (whole) this.#left = 0;
    return whole;
  }

  async *pieces(): AsyncGenerator<Buffer, void, void> {
    while (this.#left > 0) {
      const piece = await this.#reader.readSome(this.#left);
      if (piece.length === 0) return;
      this.#left -= piece.length;
      yield piece;
    }
  }

  /** Goes on to the next header. */
  async skip(): Promise<void> {
    for await (const _ of this.pieces());
    await this.#reader.read(this.#padding);
  }
}

function decodeMember(header: Buffer, pax: ReadonlyMap<string, string>): UncheckedMember {
  const name = readText(header, 0, 100);
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? readText(header, 345, 500) : '';
  // An empty record takes one of an earlier header back, and leaves what stands here.
  const path = pax.get('path') || (prefix === '' ? name : `${prefix}/${name}`);
  const target = pax.get('linkpath') || readText(header, 157, 257);
  // The framing let no other flag through.
  const type = types[String.fromCharCode(header.readUInt8(156)) as keyof typeof types];
  return {
    path: path.replace(/\/$/, ''),
    type,
    size: Number(pax.get('size') ?? readNumber(header, 124, 136)),
    mode: readNumber(header, 100, 108),
    mtimeMs: (decimal(pax, 'mtime') ?? readNumber(header, 136, 148)) * 1000,
    uid: decimal(pax, 'uid') ?? readNumber(header, 108, 116),
    gid: decimal(pax, 'gid') ?? readNumber(header, 116, 124),
    ...(target === '' ? {} : { target }),
  };
}

function decimal(pax: ReadonlyMap<string, string>, key: string): number | undefined {
  const value = Number.parseFloat(pax.get(key) ?? '');
  return Number.isFinite(value) ? value : undefined;
}

function readText(header: Buffer, start: number, end: number): string {
  const zero = header.indexOf(0, start);
  return header.toString('utf8', start, zero < 0 ? end : Math.min(zero, end));
}

/** Octal digits; or, as GNU tar writes what those cannot say, a number in two's complement behind a set bit. Else 0. */
function readNumber(header: Buffer, start: number, end: number): number {
  const first = header.readUInt8(start);
  if (first < 0x80) {
    // Old programs put zeros before the digits.
    const digits = header.toString('latin1', start, end).replace(/^ *\0+(?! )/, '');
    return Number.parseInt(digits, 8) || 0;
  }
  if (first !== 0x80 && first !== 0xff) return 0;
  let value = first === 0xff ? -1 : 0;
  for (const byte of header.subarray(start + 1, end)) value = value * 256 + byte;
  return value;
}

/** Records `length key=value\n`, which the framing has found to be well-formed. */
function readPax(data: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let offset = 0; offset < data.length; ) {
    const space = data.indexOf(0x20, offset);
    const end = offset + Number(data.toString('latin1', offset, space));
    const equals = data.indexOf(0x3d, space);
    records.set(data.toString('utf8', space + 1, equals), data.toString('utf8', equals + 1, end - 1));
    offset = end;
  }
  return records;
}
