import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { UserError } from '../common/errors.ts';
import { releaseMemory } from '../common/releaseMemory.ts';
import { type IndexEntry, type IndexSummary, maximumIndexLength } from './archiveIndex.ts';
import type { TarMember } from './tar/header.ts';

/** A member that was stored, and where its data starts in the uncompressed tar. */
export interface IndexedMember {
  readonly member: TarMember;
  readonly offset: number;
  readonly isChanged: boolean;
}

/** Where a zstd frame begins; content 1 only. */
export interface FrameOffset {
  readonly tarOffset: number;
  readonly plaintextOffset: number;
}

/** So many characters are compressed at a time. */
const blockLength = 256 * 1024;

/**
 * Writes the index of an archive: NDJSON in one frame of zstd. What was added waits in compressed blocks, so that a
 * million entries take some twenty megabytes of memory: the summary comes first, and is known last.
 */
export class IndexWriter {
  readonly #maximumLength: number;
  #lines = '';
  #textLength = 0;
  #entries = 0;
  readonly #blocks: Buffer[] = [];

  /** @param maximumLength of the index before compression, in bytes */
  constructor(maximumLength = maximumIndexLength) {
    this.#maximumLength = maximumLength;
  }

  /** How many members were added. */
  get entries(): number {
    return this.#entries;
  }

  /** @throws {UserError} `usage` when the index becomes longer than allowed; so do the others */
  addMember({ member, offset, isChanged }: IndexedMember): void {
    const { path, type, size, mtimeMs, mode, target } = member;
    const entry: IndexEntry = { path, type, size, mtime: mtimeMs / 1000, mode, offset };
    if (target !== undefined) entry.target = target;
    if (isChanged) entry.changed = true;
    this.#entries += 1;
    this.#add(entry);
  }

  addFrame({ tarOffset, plaintextOffset }: FrameOffset): void {
    this.#add({ frame: [tarOffset, plaintextOffset] });
  }

  /** Bytes that the index takes without its summary, in blocks; in one frame it may be longer by two bytes an entry. */
  get length(): number {
    this.#flush();
    return this.#blocks.reduce((sum, { length }) => sum + length, 0);
  }

  /** The whole index, of which nothing stays here. */
  async encode(summary: IndexSummary): Promise<Buffer> {
    this.#flush();
    const compressor = createZstdCompress();
    const [index] = await Promise.all([buffer(compressor), pipeline(this.#texts(summary), compressor)]);
    return index;
  }

  *#texts(summary: IndexSummary): Generator<Buffer, void, void> {
    yield Buffer.from(`${JSON.stringify(summary)}\n`, 'utf8');
    for (const block of this.#blocks.splice(0)) {
      yield zstdDecompressSync(block);
      releaseMemory(block);
    }
  }

  #add(line: object): void {
    this.#lines += `${JSON.stringify(line)}\n`;
    if (this.#lines.length >= blockLength) this.#flush();
  }

  #flush(): void {
    const text = Buffer.from(this.#lines, 'utf8');
    this.#textLength += text.length;
    if (this.#textLength > this.#maximumLength) {
      throw new UserError('usage', { problem: 'too-many-files' });
    }
    this.#blocks.push(zstdCompressSync(text));
    this.#lines = '';
  }
}
