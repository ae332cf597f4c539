import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { z } from 'zod';
import type { TarMember } from './tar/header.ts';

/** First line of the index: which archive this is. */
const summarySchema = z.object({
  v: z.literal(1),
  name: z.string(),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  created: z.string(),
  host: z.string(),
  user: z.string(),
  entries: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});
export type IndexSummary = z.infer<typeof summarySchema>;

/** A member and where its data starts in the uncompressed tar. */
export interface IndexedMember {
  readonly member: TarMember;
  readonly offset: number;
  readonly isChanged: boolean;
}

const trailerMagic = Buffer.from('534341494e445801', 'hex');
export const trailerLength = 24;
/** More than this many bytes of compressed or plain index are refused: 10 million entries fit. */
const indexLimit = 2 ** 31 - 1;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The index as it stands in the archive: NDJSON, compressed with zstd. */
export async function encodeIndex(summary: IndexSummary, members: readonly IndexedMember[]): Promise<Buffer> {
  const lines = [JSON.stringify(summary), ...members.map(encodeLine)];
  return compress(Buffer.from(`${lines.join('\n')}\n`, 'utf8'));
}

function encodeLine({ member, offset, isChanged }: IndexedMember): string {
  return JSON.stringify({
    path: member.path,
    type: member.type,
    size: member.size,
    mtime: member.mtimeMs / 1000,
    mode: member.mode,
    offset,
    ...(member.target === undefined ? {} : { target: member.target }),
    ...(isChanged ? { changed: true } : {}),
  });
}

/** The last 24 bytes of the plaintext: where the index stands, and a mark. */
export function encodeTrailer(indexOffset: number, indexLength: number): Buffer {
  const trailer = Buffer.alloc(trailerLength);
  trailer.writeBigUInt64BE(BigInt(indexOffset), 0);
  trailer.writeBigUInt64BE(BigInt(indexLength), 8);
  trailer.set(trailerMagic, 16);
  return trailer;
}

/** Reads a trailer; null where it is none, or points outside a plaintext of `plaintextLength` bytes. */
export function decodeTrailer(
  trailer: Buffer,
  plaintextLength: number,
): { readonly offset: number; readonly length: number } | null {
  if (trailer.length !== trailerLength || !trailer.subarray(16).equals(trailerMagic)) return null;
  const offset = Number(trailer.readBigUInt64BE(0));
  const length = Number(trailer.readBigUInt64BE(8));
  return offset + length === plaintextLength - trailerLength && length <= indexLimit
    ? { offset, length }
    : null;
}

/** The first line of an index; null where it is malformed. */
export async function readIndexSummary(index: Buffer): Promise<IndexSummary | null> {
  try {
    const text = await decompress(index, { maxOutputLength: indexLimit });
    const end = text.indexOf(0x0a);
    return summarySchema.parse(JSON.parse(text.toString('utf8', 0, end < 0 ? text.length : end)));
  } catch {
    return null;
  }
}
