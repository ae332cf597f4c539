import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

/** The tar is cut every 4 MiB, uncompressed, into frames that open without each other. */
export const frameLength = 4 * 1024 * 1024;
/** RFC 8878, section 3.1.1. */
const frameMagic = 0xfd2fb528;
/** RFC 8878, section 3.1.2; one of sixteen. */
const skippableMagic = 0x184d2a5e;
export const skippableHeaderLength = 8;
const blockHeaderLength = 3;
const storedHeadLength = 9;
/** Where the content of a stored frame begins; its first 128 KiB stand there in one piece. */
export const storedContentOffset = storedHeadLength + blockHeaderLength;
const maximumBlock = 128 * 1024;
const probeLength = 64 * 1024;
/** Bytes by which a frame may be longer than the one before, and still fit into the memory made for it. */
const roomToSpare = 256 * 1024;
/** Compression must save at least this part, or the bytes are stored as they are. */
const worthwhile = 0.97;

/** Level 1: logs become no larger than with level 3, in two thirds of the time. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The bytes are no zstd frame, or one of a kind that is never written here. */
export class ZstdRefused extends Error {
  override readonly name = 'ZstdRefused';
}

/** Makes frames of contents that follow each other, and are likely to be alike. */
export class FrameCompressor {
  /** How much memory the next frame is likely to take: what is made in one piece can be given back at once. */
  #room = frameLength + maximumBlock;
  #pays = false;

  /** One frame that says how long its content is; raw blocks where compression would not pay. */
  async compress(content: Buffer): Promise<Buffer> {
    if (!this.#pays && !(await looksWorthwhile(content))) return storeFrame(content);
    const settings = { chunkSize: this.#room, params, pledgedSrcSize: content.length };
    const compressed = await compress(content, settings);
    this.#pays = compressed.length < content.length * worthwhile;
    if (this.#pays) {
      this.#room = Math.min(compressed.length + roomToSpare, frameLength + maximumBlock);
      return compressed;
    }
    releaseFrame(compressed);
    return storeFrame(content);
  }
}

/** Whether a piece out of the middle compresses. */
async function looksWorthwhile(content: Buffer): Promise<boolean> {
  const middle = Math.max(0, (content.length - probeLength) >> 1);
  const probe = content.subarray(middle, middle + probeLength);
  return (await compressedLength(probe)) <= probe.length * worthwhile;
}

/** How long a small piece is once it is compressed. */
export async function compressedLength(probe: Buffer): Promise<number> {
  const compressed = await compress(probe, { chunkSize: 2 * probeLength, params });
  const { length } = compressed;
  releaseFrame(compressed);
  return length;
}

/** Gives the memory of a frame that was made here back: nobody else has any of it, unless it is a very small one. */
export function releaseFrame({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}

/** A frame of raw blocks: single segment, content size of 4 bytes, no checksum (RFC 8878, section 3.1.1). */
export function storeFrame(content: Buffer): Buffer {
  const head = Buffer.alloc(storedHeadLength);
  head.writeUInt32LE(frameMagic, 0);
  head[4] = 0b1010_0000;
  head.writeUInt32LE(content.length, 5);
  const parts: Buffer[] = [head];
  for (let offset = 0; offset === 0 || offset < content.length; offset += maximumBlock) {
    const block = content.subarray(offset, offset + maximumBlock);
    const isLast = offset + maximumBlock >= content.length;
    const blockHead = Buffer.alloc(blockHeaderLength);
    blockHead.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, blockHeaderLength);
    parts.push(blockHead, block);
  }
  return Buffer.concat(parts);
}

/** What goes before bytes that readers of zstd shall skip. */
export function skippableFrameHeader(length: number): Buffer {
  const head = Buffer.alloc(skippableHeaderLength);
  head.writeUInt32LE(skippableMagic, 0);
  head.writeUInt32LE(length, 4);
  return head;
}

/** The length that a skippable frame of ours announces; null where none begins. */
export function skippableLength(head: Buffer): number | null {
  return head.length === skippableHeaderLength && head.readUInt32LE(0) === skippableMagic
    ? head.readUInt32LE(4)
    : null;
}

/**
 * Opens one frame.
 *
 * @throws {ZstdRefused} when it is damaged, or holds more than 4 MiB
 */
export async function decompressFrame(frame: Buffer): Promise<Buffer> {
  try {
    // In one piece: each further one would be another turn of a thread. A byte more tells that nothing follows.
    return await decompress(frame, { maxOutputLength: frameLength, chunkSize: frameLength + 1 });
  } catch (cause) {
    throw new ZstdRefused('a zstd frame that does not open', { cause });
  }
}

/** Gives bytes as they are wanted, as `ByteReader` does. */
export interface ByteSource {
  read(length: number): Promise<Buffer>;
}

/**
 * Reads one whole frame by following its blocks, because only the blocks tell where it ends.
 *
 * @param start its first 8 bytes, which were read to see what comes
 * @throws {ZstdRefused} when it is cut, or longer than a frame of 4 MiB can be
 */
export async function readFrame(start: Buffer, reader: ByteSource): Promise<Buffer> {
  if (start.length < skippableHeaderLength || start.readUInt32LE(0) !== frameMagic) {
    throw new ZstdRefused('no zstd frame where one must be');
  }
  const descriptor = start.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const headLength = 5 + (isSingleSegment ? 0 : 1) + dictionaryLength + sizeLength;
  const parts = [start];
  let unread = start.subarray(Math.min(headLength, start.length));
  if (headLength > start.length) parts.push(await exactly(reader, headLength - start.length));
  let total = 0;
  for (let isLast = false; !isLast; ) {
    const head = Buffer.concat([unread, await exactly(reader, blockHeaderLength - unread.length)]);
    const value = head.readUIntLE(0, blockHeaderLength);
    isLast = (value & 1) === 1;
    const isRunLength = ((value >> 1) & 3) === 1;
    const length = isRunLength ? 1 : value >> 3;
    total += length + blockHeaderLength;
    if (length > maximumBlock || total > frameLength + maximumBlock)
      throw new ZstdRefused('a zstd frame without end');
    parts.push(head.subarray(unread.length), await exactly(reader, length));
    unread = unread.subarray(0, 0);
  }
  if (descriptor & 4) parts.push(await exactly(reader, 4));
  return Buffer.concat(parts);
}

async function exactly(reader: ByteSource, length: number): Promise<Buffer> {
  const bytes = Buffer.from(await reader.read(length));
  if (bytes.length < length) throw new ZstdRefused('a zstd frame that is cut');
  return bytes;
}
