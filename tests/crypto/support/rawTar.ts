import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { encodeTrailer } from '../../../src/crypto/archiveIndex.ts';
import { content } from '../../../src/crypto/envelope/envelope.ts';
import { segmentLength } from '../../../src/crypto/payload.ts';
import { sealSegments } from '../../../src/crypto/seal/sealSegments.ts';
import { archiveName, type ContentName, collect, created, identity } from './archives.ts';

/** A member of a tar as an attacker writes it: nothing is checked, everything can be anything. */
export interface RawMember {
  readonly name: string;
  /** A type flag; `0` by default. */
  readonly type?: string;
  readonly data?: string | Buffer;
  readonly linkname?: string;
  readonly mode?: number;
  /** The bytes of the size field, where they are not the size of the data. */
  readonly sizeField?: Buffer;
  readonly mtimeField?: Buffer;
  readonly magic?: string;
  /** What goes before the name, in a field of its own. */
  readonly prefix?: string;
  /** Records of an extended header before it, or its bytes. */
  readonly pax?: Readonly<Record<string, string>> | Buffer;
  /** What the index says instead of the truth; null where it says nothing. */
  readonly indexed?: object | null;
}

const types: Readonly<Record<string, string>> = { '0': 'file', '1': 'link', '2': 'symlink', '5': 'dir' };
const frameLength = 4 * 1024 * 1024;
export const tarEnd = Buffer.alloc(1024);

/** A record of a pax header. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  const digits = [1, 2, 3, 4, 5, 6, 7].find((count) => String(rest + count).length === count) ?? 0;
  return `${rest + digits} ${key}=${value}\n`;
}

/** Header and data of a member, padded. */
export function rawMember(member: RawMember): Buffer {
  const data = Buffer.from(member.data ?? '');
  const header = Buffer.alloc(512);
  header.write(member.name, 0, 100);
  header.write((member.mode ?? 0o644).toString(8).padStart(7, '0'), 100);
  header.write('0000000\x000000000', 108);
  header.write(data.length.toString(8).padStart(11, '0'), 124);
  header.write('14000000000', 136);
  header.set(member.sizeField ?? [], 124);
  header.set(member.mtimeField ?? [], 136);
  header.write(member.type ?? '0', 156, 'latin1');
  header.write(member.linkname ?? '', 157, 100);
  header.write(member.magic ?? 'ustar\x0000', 257, 'latin1');
  header.write(member.prefix ?? '', 345, 155);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([
    paxHeader(member.pax),
    header,
    data,
    Buffer.alloc((512 - (data.length % 512)) % 512),
  ]);
}

function paxHeader(pax: RawMember['pax']): Buffer {
  if (!pax) return Buffer.alloc(0);
  const data = Buffer.isBuffer(pax)
    ? pax
    : Object.entries(pax)
        .map(([key, value]) => paxRecord(key, value))
        .join('');
  return rawMember({ name: 'pax', type: 'x', data });
}

export interface RawArchive {
  readonly members?: readonly RawMember[];
  /** In place of the members, or behind them. */
  readonly tail?: Buffer;
  readonly content?: ContentName;
  readonly name?: string;
  /** Changes the index line by line, summary first. */
  readonly editIndex?: (lines: Record<string, unknown>[]) => unknown[];
  /** Changes the compressed index. */
  readonly indexBytes?: Buffer;
  readonly editTrailer?: (trailer: Buffer) => void;
  /** Stands between the tar and the index, whose length it may depend on. */
  readonly between?: Buffer | ((indexLength: number) => Buffer);
  /** In place of the frames of the tar. */
  readonly frames?: readonly Buffer[];
}

/** Seals what a program of good will would never write; the seal itself is as it should be. */
export async function sealRaw(archive: RawArchive): Promise<Buffer> {
  const kind = archive.content ?? 'tar';
  const chunks = sealSegments(
    [identity.recipient],
    kind === 'tar' ? content.tar : content.zstdTar,
    async function* (archiveId) {
      const plaintext = rawPlaintext(archive, kind, archiveId);
      let offset = 0;
      for (; offset + segmentLength < plaintext.length; offset += segmentLength) {
        yield plaintext.subarray(offset, offset + segmentLength);
      }
      return plaintext.subarray(offset);
    },
  );
  return collect(chunks);
}

function rawPlaintext(archive: RawArchive, kind: ContentName, archiveId: Buffer): Buffer {
  const { members = [], tail = tarEnd } = archive;
  const lines: Record<string, unknown>[] = [];
  const parts: Buffer[] = [];
  let tarLength = 0;
  let bytes = 0;
  for (const member of members) {
    const raw = rawMember(member);
    const dataLength = Buffer.byteLength(member.data ?? '');
    const offset = tarLength + raw.length - Math.ceil(dataLength / 512) * 512;
    const records = Buffer.isBuffer(member.pax) || !member.pax ? {} : member.pax;
    const target = records['linkpath'] ?? member.linkname;
    if (member.indexed !== null)
      lines.push({
        path: (records['path'] ?? member.name).replace(/\/$/, ''),
        type: types[member.type ?? '0'] ?? 'file',
        size: (member.type ?? '0') === '0' ? dataLength : 0,
        mtime: 1_610_612_736,
        mode: member.mode ?? 0o644,
        offset,
        ...(target === undefined ? {} : { target }),
        ...member.indexed,
      });
    parts.push(raw);
    tarLength += raw.length;
    bytes += dataLength;
  }
  const tar = Buffer.concat([...parts, tail]);
  const frames = archive.frames ?? cut(tar).map((piece) => zstdCompressSync(piece));
  const summary = {
    v: 1,
    name: archive.name ?? archiveName,
    id: archiveId.toString('hex'),
    created: created.toISOString(),
    host: 'host',
    user: 'user',
    entries: lines.length,
    bytes,
  };
  const frameLines: Record<string, unknown>[] = [];
  if (kind === 'zstd') {
    let position = 0;
    for (const [number, frame] of frames.entries()) {
      frameLines.push({ frame: [number * frameLength, position] });
      position += frame.length;
    }
  }
  const all = [summary, ...lines, ...frameLines];
  const text = (archive.editIndex?.(all) ?? all).map((line) => `${JSON.stringify(line)}\n`).join('');
  const index = archive.indexBytes ?? zstdCompressSync(text);
  const { between: given = Buffer.alloc(0) } = archive;
  const between = typeof given === 'function' ? given(index.length) : given;
  const skippable = Buffer.alloc(8);
  skippable.writeUInt32LE(0x184d2a5e, 0);
  skippable.writeUInt32LE(index.length + 24, 4);
  const body = kind === 'tar' ? [tar, between] : [...frames, between, skippable];
  const trailer = encodeTrailer(Buffer.concat(body).length, index.length);
  archive.editTrailer?.(trailer);
  return Buffer.concat([...body, index, trailer]);
}

function cut(tar: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < tar.length; offset += frameLength) {
    pieces.push(tar.subarray(offset, offset + frameLength));
  }
  return pieces;
}

/** Bytes that no compressor shrinks. */
export const noise = (length: number): Buffer => randomBytes(length);
