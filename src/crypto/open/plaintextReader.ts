import { ByteReader } from '../../common/byteReader.ts';
import { UserError } from '../../common/errors.ts';
import {
  type ArchiveIndex,
  decodeIndex,
  decodeTrailer,
  type IndexSummary,
  maximumIndexLength,
  readIndex,
  trailerLength,
} from '../archiveIndex.ts';
import { content } from '../envelope/envelope.ts';
import { TarFraming, TarRefused } from '../tar/framing.ts';
import {
  decompressFrame,
  readFrame,
  skippableHeaderLength,
  skippableLength,
  ZstdRefused,
} from '../zstd/frames.ts';
import type { OpenedArchive } from './openSegments.ts';

/** Parts the plaintext of an archive, read in order, into its tar and its index. */
export class PlaintextReader {
  readonly #opened: OpenedArchive;
  readonly #signal: AbortSignal | undefined;
  readonly #framing = new TarFraming();
  #plaintextLength = 0;
  #tail: Buffer[] = [];
  #tailLength = 0;

  constructor(opened: OpenedArchive, signal?: AbortSignal) {
    this.#opened = opened;
    this.#signal = signal;
  }

  /** The bytes of the tar, its two zero blocks included; each piece is overwritten by the next. @throws {UserError} `archive-damaged` and others */
  async *tar(): AsyncGenerator<Buffer, void, void> {
    try {
      if (this.#opened.content === content.zstdTar) yield* this.#compressedTar();
      else yield* this.#plainTar();
      if (!this.#framing.isAtEnd) throw new TarRefused('no end');
    } catch (error) {
      if (error instanceof TarRefused || error instanceof ZstdRefused)
        throw this.#damaged(`its tar has ${error.message}`, error);
      throw error;
    }
  }

  /** The index, once the tar was read. @throws {UserError} `archive-damaged` */
  async index(): Promise<ArchiveIndex> {
    const index = await decodeIndex(this.#encodedIndex());
    if (!index) throw this.#damaged('its index is malformed');
    this.#check(index.summary);
    return index;
  }

  /** What the index says of the whole archive, once the tar was read. @throws {UserError} `archive-damaged` */
  async summary(): Promise<IndexSummary> {
    const summary = await readIndex(this.#encodedIndex());
    if (!summary) throw this.#damaged('its index is malformed');
    this.#check(summary);
    return summary;
  }

  #encodedIndex(): Buffer {
    const tail = Buffer.concat(this.#tail);
    const trailer = decodeTrailer(tail.subarray(-trailerLength), this.#plaintextLength);
    if (trailer?.length !== tail.length - trailerLength) throw this.#damaged('its index is malformed');
    return tail.subarray(0, trailer.length);
  }

  #check({ id }: IndexSummary): void {
    if (id !== this.#opened.archiveId.toString('hex'))
      throw this.#damaged('its index belongs to another archive');
  }

  async *#plainTar(): AsyncGenerator<Buffer, void, void> {
    for await (const segment of this.#segments()) {
      const length = this.#framing.accept(segment);
      if (length > 0) yield segment.subarray(0, length);
      if (length < segment.length) this.#addToTail(segment.subarray(length));
    }
  }

  async *#compressedTar(): AsyncGenerator<Buffer, void, void> {
    const reader = new ByteReader(this.#segments());
    try {
      for (;;) {
        const head = Buffer.from(await reader.read(skippableHeaderLength));
        const tailLength = skippableLength(head);
        if (tailLength !== null) {
          for await (const piece of reader.rest()) this.#addToTail(piece);
          if (this.#tailLength !== tailLength) throw new ZstdRefused('something after its last frame');
          return;
        }
        if (this.#framing.isAtEnd) throw new TarRefused('something after its end');
        const tar = await decompressFrame(await readFrame(head, reader));
        const length = this.#framing.accept(tar);
        if (tar.subarray(length).some((byte) => byte !== 0)) throw new TarRefused('something after its end');
        yield tar.subarray(0, length);
      }
    } finally {
      await reader.close();
    }
  }

  async *#segments(): AsyncGenerator<Buffer, void, void> {
    for await (const segment of this.#opened.segments) {
      this.#signal?.throwIfAborted();
      this.#plaintextLength += segment.length;
      yield segment;
    }
  }

  /** Between a plain tar and the index there may be zeros; they are not worth holding. */
  #addToTail(bytes: Buffer): void {
    const first = this.#tailLength > 0 ? 0 : bytes.findIndex((byte) => byte !== 0);
    if (first < 0) return;
    this.#tailLength += bytes.length - first;
    if (this.#tailLength > maximumIndexLength + trailerLength)
      throw new TarRefused('an index of absurd size');
    this.#tail.push(Buffer.from(bytes.subarray(first)));
  }

  #damaged(reason: string, cause?: unknown): UserError {
    return new UserError('archive-damaged', { name: this.#opened.name, reason }, { cause });
  }
}

/** Reads a whole archive for its index alone. @throws {UserError} of the archive */
export async function readIndexOf(opened: OpenedArchive): Promise<ArchiveIndex> {
  const plaintext = new PlaintextReader(opened);
  try {
    for await (const _ of plaintext.tar());
    return await plaintext.index();
  } finally {
    await opened.segments.return();
  }
}
