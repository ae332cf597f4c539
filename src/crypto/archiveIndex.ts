import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { z } from 'zod';
import type { FrameOffset } from './indexWriter.ts';
import { frameLength } from './zstd/frames.ts';

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

/** One line for each member of the tar. */
const entrySchema = z.object({
  path: z.string(),
  type: z.enum(['file', 'dir', 'symlink', 'link']),
  size: z.number().int().nonnegative(),
  /** Seconds since the epoch, with fractions. */
  mtime: z.number(),
  mode: z.number().int().nonnegative(),
  /** Where its data starts in the uncompressed tar. */
  offset: z.number().int().nonnegative(),
  target: z.string().optional(),
  /** The file changed while it was read. */
  changed: z.boolean().optional(),
});
export type IndexEntry = z.infer<typeof entrySchema>;

const frameSchema = z.object({
  frame: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

/** The index of an archive, read. */
export interface ArchiveIndex {
  readonly summary: IndexSummary;
  readonly entries: readonly IndexEntry[];
  readonly frames: readonly FrameOffset[];
}

const trailerMagic = Buffer.from('534341494e445801', 'hex');
export const trailerLength = 24;
/** A longer index, compressed or not, is refused; that of two million entries is shorter. */
export const maximumIndexLength = 384 * 1024 * 1024;

const lineEnd = 0x0a;

/** After so many there is a pause, so that screens and connections live on. */
const entriesAtATime = 2000;

const decompress = promisify(zstdDecompress);

/** Reads an index; null where it is malformed. */
export async function decodeIndex(bytes: Buffer): Promise<ArchiveIndex | null> {
  try {
    const text = await decompress(bytes, { maxOutputLength: maximumIndexLength });
    let summary: IndexSummary | undefined;
    const entries: IndexEntry[] = [];
    const frames: FrameOffset[] = [];
    // Line by line: one text of that size, or an array of all its lines, could be more than the engine holds.
    for (let start = 0, end: number; start < text.length; start = end + 1) {
      end = text.indexOf(lineEnd, start);
      if (end < 0) return null;
      if (entries.length % entriesAtATime === entriesAtATime - 1) await setImmediate();
      const value: unknown = JSON.parse(text.toString('utf8', start, end));
      if (!summary) summary = summarySchema.parse(value);
      else if (typeof value === 'object' && value !== null && 'frame' in value) {
        const [tarOffset, plaintextOffset] = frameSchema.parse(value).frame;
        if (tarOffset !== frames.length * frameLength) return null;
        frames.push({ tarOffset, plaintextOffset });
      } else entries.push(entrySchema.parse(value));
    }
    return summary ? { summary, entries, frames } : null;
  } catch {
    return null;
  }
}

/** The last 24 bytes of the plaintext: where the index stands, and a mark. */
export function encodeTrailer(indexOffset: number, indexLength: number): Buffer {
  const trailer = Buffer.alloc(trailerLength);
  trailer.writeBigUInt64BE(BigInt(indexOffset), 0);
  trailer.writeBigUInt64BE(BigInt(indexLength), 8);
  trailer.set(trailerMagic, 16);
  return trailer;
}

/** Reads a trailer; null where it is none, or does not fit a plaintext of `plaintextLength` bytes. */
export function decodeTrailer(
  trailer: Buffer,
  plaintextLength: number,
): { readonly offset: number; readonly length: number } | null {
  if (trailer.length !== trailerLength || !trailer.subarray(16).equals(trailerMagic)) return null;
  const offset = Number(trailer.readBigUInt64BE(0));
  const length = Number(trailer.readBigUInt64BE(8));
  const fits = offset + length === plaintextLength - trailerLength && length <= maximumIndexLength;
  return fits ? { offset, length } : null;
}
