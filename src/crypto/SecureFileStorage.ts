import { Base64Error } from '../common/base64.ts';
import { UserError } from '../common/errors.ts';
import type { ArchiveIndex } from './archiveIndex.ts';
import { type Content, content } from './envelope/envelope.ts';
import type { Identity, Recipient } from './envelope/slot.ts';
import { restoreLegacy } from './legacy/restoreLegacy.ts';
import { type OpenedArchive, openSegments } from './open/openSegments.ts';
import { readIndexOf } from './open/plaintextReader.ts';
import { RandomAccessArchive, type SealedSource } from './open/randomAccess.ts';
import { type Recognised, recogniseArchive } from './open/recognise.ts';
import { frameBuffer } from './pack/frameBuffer.ts';
import { type ArchivePlan, planArchive } from './pack/layout.ts';
import { type PlaintextSegments, packCompressed, packPlain } from './pack/pack.ts';
import { PipePacker } from './pack/pipePacker.ts';
import type { WalkOptions } from './pack/plan.ts';
import { SegmentBuffer } from './pack/segmentBuffer.ts';
import { TarPacker } from './pack/tarPacker.ts';
import { sealedLength, segmentLength } from './payload.ts';
import { findOneFile, type OneFileOptions } from './restore/oneFile.ts';
import type { RestoreReport } from './restore/restoration.ts';
import { addEntries, type RestoreOptions, restoreSelected, restoreStream } from './restore/restore.ts';
import { ResumableSeal, type SealReport } from './seal/resumableSeal.ts';
import { type PlacedBytes, sealPiped } from './seal/sealPiped.ts';
import { type SealSegmentsOptions, sealSegments } from './seal/sealSegments.ts';
import { sealUnderName } from './seal/sealUnderName.ts';
import { SegmentMemory } from './seal/segmentMemory.ts';
import { type VerifyReport, verifyStream } from './verify.ts';

export interface SealOptions {
  /** The name of the archive; it is recorded inside. */
  readonly name: string;
  readonly created: Date;
  readonly signal?: AbortSignal;
  /** Told the key of the archive, which is secret, while that is sealed. */
  readonly onKey?: ((fileKey: Buffer) => void) | undefined;
}

/** An archive that is sealed while it is read. */
export interface SealedArchive {
  readonly chunks: AsyncGenerator<Buffer, void, void>;
  /** What was stored; complete once the chunks are. */
  report(): SealReport;
}

/** One that is compressed. */
export interface CompressedArchive extends SealedArchive {
  /** Bytes of the plan, `plaintextLength` of them, that were read so far. */
  packedBytes(): number;
  /** Takes the memory of a chunk back that nobody looks at any more. */
  reuse(chunk: Uint8Array): void;
}

/**
 * Seals files and folders into archives, and opens them whole or in part: tar in AES-256-GCM segments, in a
 * stream both ways (docs/archive-format.md).
 */
export class SecureFileStorage {
  readonly #recipients: readonly Recipient[];
  readonly #identities: readonly Identity[];

  /**
   * @param recipients whoever shall be able to open what is sealed
   * @param identities what is tried to open archives
   */
  constructor(recipients: readonly Recipient[], identities: readonly Identity[]) {
    this.#recipients = recipients;
    this.#identities = identities;
  }

  /**
   * Finds out what there is to store. Nothing is read yet.
   *
   * @throws {UserError} `path-not-found`, `usage`
   */
  plan(paths: readonly string[], options?: WalkOptions): Promise<ArchivePlan> {
    return planArchive(paths, options);
  }

  /**
   * Seals what was planned, uncompressed, so that the size is known before the first byte.
   *
   * @throws {UserError} `sources-changed-too-much` while the chunks are read
   */
  seal(plan: ArchivePlan, { name, created, signal }: SealOptions): SealedArchive & { readonly size: number } {
    const packer = new TarPacker(plan, new SegmentBuffer(segmentLength), signal);
    const sealed = this.#seal(packer, content.tar, (archiveId) =>
      packPlain(packer, plan, { name, archiveId, created }),
    );
    return { ...sealed, size: sealedLength(plan.plaintextLength) };
  }

  /** Begins an archive whose sealing may be interrupted and go on later, uncompressed. */
  beginResumable(plan: ArchivePlan, { name, created }: SealOptions): Promise<ResumableSeal> {
    return ResumableSeal.begin(this.#recipients, plan, { name, created });
  }

  /** Seals what was planned, compressed with zstd; the size is known only at the end. */
  sealCompressed(plan: ArchivePlan, { name, created, signal, onKey }: SealOptions): CompressedArchive {
    const packer = new TarPacker(plan, frameBuffer(), signal);
    const memory = new SegmentMemory();
    const sealed = this.#seal(
      packer,
      content.zstdTar,
      (archiveId) => packCompressed(packer, segmentLength, { name, archiveId, created }),
      { memory, onKey },
    );
    return { ...sealed, packedBytes: () => packer.segments.total, reuse: (chunk) => memory.give(chunk) };
  }

  /**
   * Seals what comes through a pipe as an archive of one file, compressed, in memory that does not grow with it. Its
   * pieces come out of order, and so have to be written where they belong before they are sent.
   *
   * @param path of the file in the archive
   */
  sealPiped(
    input: AsyncIterable<Uint8Array>,
    path: string,
    { name, created, signal, onKey }: SealOptions,
  ): PipedArchive {
    const packer = new PipePacker(input, { path, created }, signal);
    return {
      pieces: sealPiped(this.#recipients, packer, { name, created }, onKey),
      report: () => ({ entries: 1, bytes: packer.bytes, warnings: [] }),
    };
  }

  /**
   * Seals a compressed archive of ours under another name, with the key that `onKey` was told. The pieces are those that
   * become others; the archive ends with the last of them.
   *
   * @throws {UserError} `archive-damaged`
   */
  static sealUnderName(source: SealedSource, fileKey: Buffer, name: string): AsyncGenerator<PlacedBytes> {
    return sealUnderName(source, fileKey, name);
  }

  /**
   * Restores an archive that arrives in chunks: sealed, or the base64 text of a sealed one. One without the magic
   * of the format is only ever tried as a legacy archive when its password is given.
   *
   * @throws {UserError} see `openSegments`, `restoreStream` and `restoreLegacy`
   */
  async restore(
    chunks: AsyncIterable<Uint8Array>,
    options: RestoreOptions & { readonly legacyPassword?: string },
  ): Promise<RestoreReport> {
    const { legacyPassword } = options;
    return this.#withChunks(chunks, options.name, async (archive, form) => {
      if (form !== 'other' || legacyPassword === undefined) {
        return restoreStream(await this.#open(archive, options.name), options);
      }
      return restoreLegacy(archive, legacyPassword, options, async (sealed, restoration) => {
        await addEntries(await this.#open(sealed, options.name), restoration, options);
      });
    });
  }

  /**
   * Restores some entries of an archive that can be read anywhere, reading only the segments that hold them.
   *
   * @throws {UserError} see `RandomAccessArchive` and `restoreSelected`
   */
  async restoreFrom(source: SealedSource, options: RestoreOptions): Promise<RestoreReport & SegmentCount> {
    return this.#withArchive(source, options.name, (archive) => restoreSelected(archive, options));
  }

  /**
   * Gives the content of the one file of an archive that is wanted, each segment once it is authenticated. That the
   * archive is as long as it was sealed is known before.
   *
   * @throws {UserError} see `RandomAccessArchive` and `findOneFile`; whatever `write` throws
   */
  async readOneFile(
    source: SealedSource,
    options: OneFileOptions & { readonly signal?: AbortSignal | undefined },
    write: (content: AsyncIterable<Buffer>, size: number) => Promise<void>,
  ): Promise<void> {
    await this.#withArchive(source, options.name, async (archive) => {
      const index = await archive.index();
      const { offset, size } = findOneFile(index, options);
      await write(archive.tar(index, offset, size, options.signal), size);
    });
  }

  /** What is inside an archive, out of its first and last segments. @throws {UserError} see `RandomAccessArchive` */
  async list(source: SealedSource, name: string): Promise<ArchiveIndex & SegmentCount> {
    return this.#withArchive(source, name, (archive) => archive.index());
  }

  /** What is inside an archive that arrives in chunks; all of it must be read. @throws {UserError} see `openSegments` */
  async listStream(chunks: AsyncIterable<Uint8Array>, name: string): Promise<ArchiveIndex> {
    return this.#withChunks(chunks, name, async (archive) => readIndexOf(await this.#open(archive, name)));
  }

  /**
   * Hands an archive that arrives in chunks on as the sealed bytes that it is, also where it came as text; what is no
   * archive too.
   *
   * @throws {UserError} `archive-damaged` where the text is broken
   */
  receive(
    chunks: AsyncIterable<Uint8Array>,
    name: string,
    work: (archive: AsyncIterable<Uint8Array>) => Promise<void>,
  ): Promise<void> {
    return this.#withChunks(chunks, name, work);
  }

  /** Reads and authenticates everything, restores nothing. @throws {UserError} see `verifyStream` */
  async verify(chunks: AsyncIterable<Uint8Array>, name: string, signal?: AbortSignal): Promise<VerifyReport> {
    return this.#withChunks(chunks, name, async (archive) =>
      verifyStream(await this.#open(archive, name), signal),
    );
  }

  /** Lets go of the source when the work is done, also when it failed before the source was read. */
  async #withChunks<Result>(
    chunks: AsyncIterable<Uint8Array>,
    name: string,
    work: (archive: AsyncIterable<Uint8Array>, form: Recognised['form']) => Promise<Result>,
  ): Promise<Result> {
    const recognised = await recogniseArchive(chunks);
    try {
      return await work(recognised.chunks, recognised.form);
    } catch (error) {
      if (!(error instanceof Base64Error)) throw error;
      throw new UserError('archive-damaged', { name, reason: error.message }, { cause: error });
    } finally {
      await recognised.close();
    }
  }

  #open(chunks: AsyncIterable<Uint8Array>, name: string): Promise<OpenedArchive> {
    return openSegments(chunks, this.#identities, name);
  }

  #seal(
    packer: TarPacker,
    contentOfArchive: Content,
    pack: (archiveId: Buffer) => PlaintextSegments,
    options: SealSegmentsOptions = {},
  ): SealedArchive {
    return {
      chunks: sealSegments(this.#recipients, contentOfArchive, pack, options),
      report: () => ({ entries: packer.index.entries, bytes: packer.bytes, warnings: packer.warnings }),
    };
  }

  async #withArchive<Result>(
    source: SealedSource,
    name: string,
    work: (archive: RandomAccessArchive) => Promise<Result>,
  ): Promise<Result & SegmentCount> {
    const archive = await RandomAccessArchive.open(source, this.#identities, name);
    try {
      const result = await work(archive);
      return { ...result, segmentsRead: archive.segmentsRead };
    } finally {
      archive.close();
    }
  }
}

/** An archive that is sealed while a pipe is read. */
export interface PipedArchive {
  readonly pieces: AsyncGenerator<PlacedBytes, void, void>;
  /** What was stored; complete once the pieces are. */
  report(): SealReport;
}

/** How many segments had to be read. */
export interface SegmentCount {
  readonly segmentsRead: number;
}

export type { SealReport };
