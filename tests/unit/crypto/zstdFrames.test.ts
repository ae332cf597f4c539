import { constants, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type ByteSource,
  compressedLength,
  decompressFrame,
  FrameCompressor,
  frameLength,
  readFrame,
  releaseFrame,
  skippableFrameHeader,
  skippableHeaderLength,
  skippableLength,
  storedContentOffset,
  storeFrame,
} from '../../../src/crypto/zstd/frames.ts';
import { noise } from '../../crypto/support/rawTar.ts';

const probe = 64 * 1024;
const block = 128 * 1024;
const text = (length: number) => Buffer.alloc(length, 'GET /index.html 200\nPOST /login 302\n');

/** Gives out bytes, and takes note of how many were asked for. */
function sourceOf(bytes: Buffer): ByteSource & { taken: number } {
  return {
    taken: 0,
    async read(length) {
      const piece = bytes.subarray(this.taken, this.taken + length);
      this.taken += length;
      return piece;
    },
  };
}

/** Follows a frame as the reader of an archive does: its first 8 bytes are there, the others are asked for. */
function follow(bytes: Buffer): Promise<Buffer> {
  return readFrame(bytes.subarray(0, 8), sourceOf(bytes.subarray(8)));
}

function rawBlock(length: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(3 + length);
  bytes.writeUIntLE((length << 3) | (isLast ? 1 : 0), 0, 3);
  return bytes;
}

describe('a frame', () => {
  it('says how long its content is, and is compressed at level 1', async () => {
    const lines = Array.from({ length: 20_000 }, (_, number) => `GET /${(number * 7919) % 10_007}\n`);
    const content = Buffer.from(lines.join(''));
    const frame = await new FrameCompressor().compress(content);
    const [expected, other] = [1, 3].map((level) => {
      const params = { [constants.ZSTD_c_compressionLevel]: level };
      return zstdCompressSync(content, { params, pledgedSrcSize: content.length });
    });
    expect(frame).toEqual(expected);
    expect(frame).not.toEqual(other);
    expect(await decompressFrame(frame)).toEqual(content);
  });

  it('is stored where its middle does not compress, without trying all of it', async () => {
    const content = Buffer.concat([text(2 * probe), noise(probe), text(2 * probe)]);
    expect(await new FrameCompressor().compress(content)).toEqual(storeFrame(content));
  });

  it('is compressed where its middle does, though its ends do not', async () => {
    const content = Buffer.concat([noise(probe), text(probe), noise(probe)]);
    const frame = await new FrameCompressor().compress(content);
    expect(frame.length).toBeLessThan(2.1 * probe);
    expect(await decompressFrame(frame)).toEqual(content);
  });

  it('is stored where all of it saves less than 3 %, whatever its middle saves', async () => {
    const content = Buffer.concat([noise(20 * probe), text(probe / 2), noise(20 * probe)]);
    expect(await new FrameCompressor().compress(content)).toEqual(storeFrame(content));
  });

  it('is tried as a whole where the one before it paid, until one does not', async () => {
    const compressor = new FrameCompressor();
    await compressor.compress(text(10_000));
    const mixed = Buffer.concat([text(2 * probe), noise(probe), text(2 * probe)]);
    expect((await compressor.compress(mixed)).length).toBeLessThan(2 * probe);
    await compressor.compress(noise(10_000));
    expect(await compressor.compress(mixed)).toEqual(storeFrame(mixed));
  });

  it('of 4 MiB opens, and one of a byte more does not', async () => {
    const whole = Buffer.alloc(frameLength);
    expect((await decompressFrame(zstdCompressSync(whole))).equals(whole)).toBe(true);
    const longer = zstdCompressSync(Buffer.alloc(frameLength + 1));
    await expect(decompressFrame(longer)).rejects.toMatchObject({ name: 'ZstdRefused' });
  });

  it.each([0, 1, block, block + 1])('that is stored holds its %d bytes where it says', async (length) => {
    const content = noise(length);
    const frame = storeFrame(content);
    const first = content.subarray(0, block);
    expect(frame.subarray(storedContentOffset, storedContentOffset + first.length)).toEqual(first);
    expect(await decompressFrame(frame)).toEqual(content);
  });

  it('gives its memory back, unless others have a part of it', async () => {
    const frame = await new FrameCompressor().compress(Buffer.concat([noise(2 * block), text(4 * block)]));
    expect(frame.length).toBeGreaterThan(Buffer.poolSize);
    releaseFrame(frame);
    expect(frame).toHaveLength(0);
    const [small, neighbour] = [Buffer.from('small'), Buffer.from('neighbour')];
    expect(small.buffer).toBe(neighbour.buffer);
    releaseFrame(small);
    expect(neighbour.toString()).toBe('neighbour');
  });

  it('of a probe is as long as it is', async () => {
    expect(await compressedLength(text(probe))).toBeLessThan(1000);
    expect(await compressedLength(noise(probe))).toBeGreaterThan(probe);
  });
});

describe('bytes to skip', () => {
  it('are announced', () => {
    for (const length of [0, 1, 2 ** 32 - 1]) {
      expect(skippableLength(skippableFrameHeader(length))).toBe(length);
    }
  });

  it('are not there where something else is, or less', () => {
    const head = skippableFrameHeader(7);
    expect(skippableLength(storeFrame(Buffer.alloc(9)).subarray(0, skippableHeaderLength))).toBeNull();
    for (let length = 0; length < head.length; length += 1) {
      expect(skippableLength(head.subarray(0, length))).toBeNull();
    }
  });
});

describe('the end of a frame is found', () => {
  const kinds = Array.from({ length: 256 }, (_, descriptor) => descriptor).filter(
    // The other bits are reserved, or unused.
    (descriptor) => (descriptor & 0b0001_1000) === 0,
  );

  /** A frame with any head that RFC 8878 knows; zeros in all its fields. */
  function frameWith(descriptor: number): Buffer {
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const sizes = [isSingleSegment ? 1 : 0, 2, 4, 8];
    const fields =
      (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0) + (sizes[descriptor >> 6] ?? 0);
    const checksum = (descriptor & 4) === 0 ? 0 : 4;
    return Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor]),
      Buffer.alloc(fields),
      rawBlock(5, false),
      // A byte that is repeated a thousand times.
      Buffer.from([...rawBlock(1000, false).subarray(0, 3), 7]).fill((1000 << 3) | 2, 0, 1),
      rawBlock(0, true),
      Buffer.alloc(checksum, 9),
    ]);
  }

  it('whatever its head says', async () => {
    for (const frame of kinds.map(frameWith)) {
      expect(await follow(Buffer.concat([frame, Buffer.from('behind')]))).toEqual(frame);
    }
  });

  it('to be missing wherever it is cut', async () => {
    for (const frame of kinds.map(frameWith)) {
      for (let length = 0; length < frame.length; length += 1) {
        await expect(follow(frame.subarray(0, length))).rejects.toMatchObject({ name: 'ZstdRefused' });
      }
    }
  });
});

describe('a frame is refused without reading on', () => {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);
  /** As long as a frame may be. */
  const blocks = Array.from({ length: 32 }, () => rawBlock(block - 3, false));

  it('when its blocks are longer than a frame can be', async () => {
    const longest = Buffer.concat([head, ...blocks, rawBlock(block - 3, true)]);
    expect((await follow(longest)).equals(longest)).toBe(true);
    const endless = Buffer.concat([head, ...blocks, rawBlock(block - 3, false), rawBlock(0, true)]);
    await expect(follow(endless)).rejects.toThrow('without end');
  });

  it('when a block is longer than 128 KiB', async () => {
    const bytes = Buffer.concat([head, rawBlock(block + 1, true)]);
    const source = sourceOf(bytes.subarray(8));
    await expect(readFrame(bytes.subarray(0, 8), source)).rejects.toThrow('without end');
    expect(source.taken).toBe(1);
  });
});
