import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/common/byteReader.ts';
import {
  decodeIndex,
  decodeTrailer,
  encodeTrailer,
  type IndexSummary,
} from '../../../src/crypto/archiveIndex.ts';
import { IndexWriter } from '../../../src/crypto/indexWriter.ts';
import { createSelection } from '../../../src/crypto/restore/selection.ts';
import { decompressFrame, FrameCompressor, frameLength, readFrame } from '../../../src/crypto/zstd/frames.ts';
import { noise } from '../../crypto/support/rawTar.ts';

const summary: IndexSummary = {
  v: 1,
  name: 'é.enc',
  id: '0123456789abcdef0123456789abcdef',
  created: '2026-11-22T12:00:00.000Z',
  host: 'host',
  user: 'user',
  entries: 2,
  bytes: 5,
};
const member = {
  path: 'a\n"b"',
  type: 'file',
  size: 5,
  mtimeMs: 1500.25,
  mode: 0o644,
  uid: 1,
  gid: 2,
} as const;

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < bytes.length; offset += 1000) yield bytes.subarray(offset, offset + 1000);
}

describe('an index', () => {
  it('comes back as it was written', async () => {
    const link = { ...member, path: 'l', type: 'symlink', size: 0, target: 'a' } as const;
    const frames = [
      { tarOffset: 0, plaintextOffset: 0 },
      { tarOffset: frameLength, plaintextOffset: 77 },
    ];
    const writer = new IndexWriter();
    writer.addMember({ member, offset: 512, isChanged: true });
    writer.addMember({ member: link, offset: 1536, isChanged: false });
    for (const frame of frames) writer.addFrame(frame);
    expect(await decodeIndex(await writer.encode(summary))).toEqual({
      summary,
      entries: [
        { path: 'a\n"b"', type: 'file', size: 5, mtime: 1.50025, mode: 0o644, offset: 512, changed: true },
        { path: 'l', type: 'symlink', size: 0, mtime: 1.50025, mode: 0o644, offset: 1536, target: 'a' },
      ],
      frames,
    });
  });

  it('may hold keys from the future', async () => {
    const lines = [
      { ...summary, comment: 'x' },
      { path: 'a', type: 'dir', size: 0, mtime: 0, mode: 0, offset: 0, xattr: {} },
    ];
    const index = await decodeIndex(
      zstdCompressSync(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
    );
    expect(index?.entries).toEqual([{ path: 'a', type: 'dir', size: 0, mtime: 0, mode: 0, offset: 0 }]);
  });

  it('comes back in its order when it is so long that it is compressed in several pieces', async () => {
    const writer = new IndexWriter();
    const count = 10_000;
    for (let offset = 0; offset < count; offset += 1) writer.addMember({ member, offset, isChanged: false });
    const index = await decodeIndex(await writer.encode({ ...summary, entries: count }));
    expect(index?.summary.entries).toBe(count);
    expect(index?.entries.map(({ offset }) => offset)).toEqual(Array.from({ length: count }, (_, at) => at));
  });

  it('is never written longer than it could be read', async () => {
    const write = async (maximumLength?: number) => {
      const writer = new IndexWriter(maximumLength);
      for (let count = 0; count < 100; count += 1) writer.addMember({ member, offset: 0, isChanged: false });
      return writer.encode(summary);
    };
    await expect(write(5000)).rejects.toMatchObject({ code: 'usage' });
    await expect(write()).resolves.toBeDefined();
  });

  it('is found by its trailer, and only where it fits', () => {
    const trailer = encodeTrailer(1000, 200);
    expect(decodeTrailer(trailer, 1224)).toEqual({ offset: 1000, length: 200 });
    for (const length of [0, 24, 1223, 1225]) expect(decodeTrailer(trailer, length)).toBeNull();
    expect(decodeTrailer(trailer.subarray(1), 1224)).toBeNull();
  });

  it('never makes its reader fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), async (lines) => {
        const text = [summary, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
        const index = await decodeIndex(zstdCompressSync(text));
        expect(index === null || index.entries.length + index.frames.length === lines.length).toBe(true);
      }),
    );
  });
});

describe('a zstd frame', () => {
  const lengths = [0, 1, 2, 1000, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 3_000_000, frameLength];

  it.each(lengths)('of %d bytes comes back as it was, compressible or not', async (length) => {
    for (const content of [noise(length), Buffer.alloc(length, 'abc ')]) {
      const frame = await new FrameCompressor().compress(content);
      expect(frame.length).toBeLessThanOrEqual(length + Math.ceil(length / (128 * 1024)) * 3 + 32);
      expect(zstdDecompressSync(frame).equals(content)).toBe(true);
      const reader = new ByteReader(pieces(Buffer.concat([frame, Buffer.from('behind it')])));
      const read = await readFrame(Buffer.from(await reader.read(8)), reader);
      expect(read.equals(frame)).toBe(true);
      expect((await decompressFrame(read)).equals(content)).toBe(true);
      expect((await reader.read(9)).toString()).toBe('behind it');
    }
  });

  it('never fails otherwise than by being refused', async () => {
    const start = Buffer.from('28b52ffd', 'hex');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const reader = new ByteReader(pieces(Buffer.concat([start, Buffer.from(bytes)])));
        try {
          await decompressFrame(await readFrame(Buffer.from(await reader.read(8)), reader));
        } catch (error) {
          expect((error as Error).name).toBe('ZstdRefused');
        }
      }),
    );
  });
});

describe('a selection', () => {
  it.each<[string, string[], string[], string[]]>([
    ['nothing means everything', [], ['a', 'a/b'], []],
    ['a path', ['a/b'], ['a/b'], ['a', 'a/bc', 'b', 'x/a/b']],
    ['a folder and what is in it', ['a'], ['a', 'a/b', 'a/b/c'], ['ab', 'b/a']],
    ['a folder with a slash', ['a/'], ['a', 'a/b'], ['ab']],
    ['a leading dot', ['./a'], ['a', './a', './a/b'], ['b']],
    ['a glob', ['a/*.txt'], ['a/x.txt'], ['a/x.md', 'a/b/x.txt', 'a']],
    ['a glob over folders', ['**/*.txt'], ['a/x.txt', 'a/b/x.txt', 'x.txt'], ['a/x.md', 'a']],
    ['a folder by glob', ['*/b'], ['a/b', 'a/b/c'], ['b', 'a/c/b']],
    ['a name that looks like a glob', ['a[1].txt'], ['a[1].txt', 'a1.txt'], ['a2.txt']],
    ['several', ['a', 'b/c'], ['a/x', 'b/c'], ['b', 'c']],
  ])('is %s', (_, patterns, wanted, unwanted) => {
    const isWanted = createSelection(patterns);
    expect(wanted.filter((path) => !isWanted(path))).toEqual([]);
    expect(unwanted.filter(isWanted)).toEqual([]);
  });
});
