import { createZstdDecompress } from 'node:zlib';
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
/** Longer than any two paths make one. */
const longestLine = 1024 * 1024;

type IndexLine =
  | { readonly summary: IndexSummary }
  | { readonly entry: IndexEntry }
  | { readonly frame: FrameOffset };

/** Reads an index; null where it is malformed. */
export async function decodeIndex(bytes: Buffer): Promise<ArchiveIndex | null> {
  const entries: IndexEntry[] = [];
  const frames: FrameOffset[] = [];
  const summary = await readIndex(bytes, (line) => {
    if ('entry' in line) entries.push(line.entry);
    else if ('frame' in line) frames.push(line.frame);
  });
  return summary && { summary, entries, frames };
}

/**
 * Reads an index line by line, and holds none: there may be millions.
 *
 * @param onLine told of each
 * @returns the summary; null where anything is malformed
 */
export async function readIndex(
  bytes: Buffer,
  onLine: (line: IndexLine) => void = () => {},
): Promise<IndexSummary | null> {
  let summary: IndexSummary | undefined;
  let frames = 0;
  try {
    for await (const text of linesOf(bytes)) {
      const line = parseLine(JSON.parse(text), summary !== undefined);
      if ('summary' in line) summary = line.summary;
      if ('frame' in line) {
        if (line.frame.tarOffset !== frames * frameLength) return null;
        frames += 1;
      }
      onLine(line);
    }
    return summary ?? null;
  } catch {
    return null;
  }
}

function parseLine(value: unknown, hasSummary: boolean): IndexLine {
  if (!hasSummary) return { summary: summarySchema.parse(value) };
  if (typeof value !== 'object' || value === null || !('frame' in value))
    return { entry: entrySchema.parse(value) };
  const [tarOffset, plaintextOffset] = frameSchema.parse(value).frame;
  return { frame: { tarOffset, plaintextOffset } };
}

/** @throws when it is no zstd, too long, or does not end with a line feed */
async function* linesOf(bytes: Buffer): AsyncGenerator<string, void, void> {
  const decompressor = createZstdDecompress();
  decompressor.end(bytes);
  let total = 0;
  let rest = Buffer.alloc(0);
  for await (const piece of decompressor as AsyncIterable<Buffer>) {
    total += piece.length;
    const text = Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = text.indexOf(lineEnd); end >= 0; end = text.indexOf(lineEnd, start)) {
      yield text.toString('utf8', start, end);
      start = end + 1;
    }
    rest = text.subarray(start);
    if (total > maximumIndexLength || rest.length > longestLine) throw new RangeError('an index too long');
  }
  if (rest.length > 0) throw new RangeError('a line without its end');
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
