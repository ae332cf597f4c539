import { UserError } from '../../common/errors.ts';
import { type ArchiveIndex, decodeIndex, decodeTrailer, trailerLength } from '../archiveIndex.ts';
import {
  type Content,
  content,
  type Envelope,
  envelopeHeadLength,
  envelopeLength,
  openEnvelope,
} from '../envelope/envelope.ts';
import type { Identity } from '../envelope/slot.ts';
import { FloeDecryptor } from '../floe/decryptor.ts';
import { headerLength, segmentOverhead } from '../floe/parameters.ts';
import { floe, segmentLength, takePayloadKey } from '../payload.ts';
import { decompressFrame, frameLength, readFrame, ZstdRefused } from '../zstd/frames.ts';
import { openSegment, translateDamage } from './damage.ts';

/** A sealed archive that can be read anywhere: a file, or a server that honours ranges. */
export interface SealedSource {
  /** Bytes of the whole archive. */
  readonly size: number;
  /** Exactly `length` bytes from `position`; fewer only where the archive ends. */
  read(position: number, length: number): Promise<Buffer>;
}

/** An archive of which only the segments are read that are asked for. */
export class RandomAccessArchive {
  readonly name: string;
  readonly archiveId: Buffer;
  readonly content: Content;
  readonly #source: SealedSource;
  readonly #decryptor: FloeDecryptor;
  /** Where the first segment stands. */
  readonly #base: number;
  readonly #lastSegment: number;
  readonly #plaintextLength: number;
  #cached: { readonly number: number; readonly plaintext: Buffer } | undefined;
  #cachedFrame: { readonly tarOffset: number; readonly tar: Buffer } | undefined;
  #segmentsRead = 0;

  private constructor(
    source: SealedSource,
    name: string,
    envelope: { readonly archiveId: Buffer; readonly content: Content },
    decryptor: FloeDecryptor,
    base: number,
  ) {
    this.#source = source;
    this.name = name;
    this.archiveId = envelope.archiveId;
    this.content = envelope.content;
    this.#decryptor = decryptor;
    this.#base = base;
    const payload = source.size - base;
    this.#lastSegment = Math.max(0, Math.ceil(payload / floe.encryptedSegmentLength) - 1);
    this.#plaintextLength = payload - (this.#lastSegment + 1) * segmentOverhead;
  }

  /**
   * Opens the envelope and the last segment, which proves how long the archive is.
   *
   * @throws {UserError} as `openSegments`
   */
  static async open(
    source: SealedSource,
    identities: readonly Identity[],
    name: string,
  ): Promise<RandomAccessArchive> {
    const head = await source.read(0, envelopeHeadLength);
    const length = envelopeLength(head, name);
    if (source.size < length + headerLength + segmentOverhead)
      throw new UserError('archive-truncated', { name });
    const start = await source.read(0, length + headerLength);
    const envelope = await openEnvelope(start.subarray(0, length), identities, name);
    return RandomAccessArchive.opened(source, envelope, start, name);
  }

  /**
   * As `open`, where the envelope is open already.
   *
   * @param start the envelope and the FLOE header
   */
  static async opened(
    source: SealedSource,
    envelope: Envelope,
    start: Buffer,
    name: string,
  ): Promise<RandomAccessArchive> {
    const key = takePayloadKey(envelope);
    const decryptor = translateDamage(name, 'its header was altered', () => {
      return new FloeDecryptor(floe, key, envelope.bound, start.subarray(-headerLength));
    });
    key.fill(0);
    const archive = new RandomAccessArchive(source, name, envelope, decryptor, start.length);
    await archive.#segment(archive.#lastSegment);
    return archive;
  }

  /** How many segments were fetched and opened so far. */
  get segmentsRead(): number {
    return this.#segmentsRead;
  }

  /** Where the index stands in the plaintext; null where the trailer is malformed. */
  async indexPlace(): Promise<ReturnType<typeof decodeTrailer>> {
    const end = this.#plaintextLength;
    return decodeTrailer(await this.plaintext(end - trailerLength, trailerLength), end);
  }

  /** Reads the index, out of the last segments. @throws {UserError} `archive-damaged` */
  async index(): Promise<ArchiveIndex> {
    const place = await this.indexPlace();
    const index = place && (await decodeIndex(await this.plaintext(place.offset, place.length)));
    if (!index || index.summary.id !== this.archiveId.toString('hex')) {
      throw new UserError('archive-damaged', { name: this.name, reason: 'its index is malformed' });
    }
    return index;
  }

  /** Bytes of the tar, in pieces, reading only the segments that hold them. @throws {UserError} */
  async *tar(
    index: ArchiveIndex,
    offset: number,
    length: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer, void, void> {
    const end = offset + length;
    for (let position = offset; position < end; ) {
      signal?.throwIfAborted();
      const piece =
        this.content === content.zstdTar
          ? await this.#frameFrom(index, position)
          : await this.plaintext(position, Math.min(segmentLength, end - position));
      if (piece.length === 0) throw this.#damaged('its index does not fit its tar');
      yield piece.subarray(0, end - position);
      position += piece.length;
    }
  }

  /** Forgets the keys. */
  close(): void {
    this.#decryptor.close();
  }

  /** The content of the frame that holds a byte of the tar, from that byte on. */
  async #frameFrom(index: ArchiveIndex, tarOffset: number): Promise<Buffer> {
    const frame = index.frames[Math.floor(tarOffset / frameLength)];
    if (!frame) throw this.#damaged('its index does not fit its tar');
    const within = tarOffset - frame.tarOffset;
    if (this.#cachedFrame?.tarOffset === frame.tarOffset) return this.#cachedFrame.tar.subarray(within);
    let position = frame.plaintextOffset;
    const read = async (length: number) => {
      const bytes = await this.plaintext(position, length);
      position += bytes.length;
      return bytes;
    };
    try {
      const tar = await decompressFrame(await readFrame(await read(8), { read }));
      this.#cachedFrame = { tarOffset: frame.tarOffset, tar };
      return tar.subarray(within);
    } catch (error) {
      if (error instanceof ZstdRefused) throw this.#damaged(`its tar has ${error.message}`, error);
      throw error;
    }
  }

  /** Bytes of the plaintext; fewer only where it ends. @throws {UserError} */
  async plaintext(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.#plaintextLength);
    const parts: Buffer[] = [];
    for (let position = offset; position >= 0 && position < end; ) {
      const number = Math.floor(position / segmentLength);
      const start = number * segmentLength;
      const part = (await this.#segment(number)).subarray(position - start, end - start);
      parts.push(part);
      position += part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  async #segment(number: number): Promise<Buffer> {
    if (this.#cached?.number === number) return this.#cached.plaintext;
    const position = this.#base + number * floe.encryptedSegmentLength;
    const length = Math.min(floe.encryptedSegmentLength, this.#source.size - position);
    const sealed = await this.#source.read(position, length);
    const isFinal = number === this.#lastSegment;
    const isCut =
      sealed.length < length || (isFinal && (length < segmentOverhead || sealed.readUInt32BE() > length));
    if (isCut) throw new UserError('archive-truncated', { name: this.name });
    this.#segmentsRead += 1;
    const plaintext = openSegment(this.#decryptor, sealed, number, isFinal, this.name);
    this.#cached = { number, plaintext };
    return plaintext;
  }

  #damaged(reason: string, cause?: unknown): UserError {
    return new UserError('archive-damaged', { name: this.name, reason }, { cause });
  }
}
