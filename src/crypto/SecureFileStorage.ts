import type { Identity, Recipient } from './envelope/slot.ts';
import { type ArchivePlan, planArchive } from './pack/layout.ts';
import { Packer } from './pack/pack.ts';
import type { PackWarning } from './pack/plan.ts';
import { type RestoreOptions, type RestoreReport, restoreArchive } from './restore/restore.ts';
import { openSegments, sealedLength, sealSegments, segmentLength } from './sealedStream.ts';

export interface SealOptions {
  /** The name of the archive; it is recorded inside. */
  readonly name: string;
  readonly created: Date;
  readonly signal?: AbortSignal;
}

/** An archive that is sealed while it is read. */
export interface SealedArchive {
  /** Bytes of the whole archive, known before the first. */
  readonly size: number;
  readonly chunks: AsyncGenerator<Buffer, void, void>;
  /** What was stored; complete once the chunks are. */
  report(): SealReport;
}

export interface SealReport {
  readonly entries: number;
  /** Bytes of the files. */
  readonly bytes: number;
  readonly warnings: readonly PackWarning[];
}

/**
 * Seals files and folders into archives and restores them: tar in AES-256-GCM segments, in a stream both ways
 * (docs/archive-format.md).
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
  plan(paths: readonly string[], signal?: AbortSignal): Promise<ArchivePlan> {
    return planArchive(paths, signal);
  }

  /** Seals what was planned. */
  seal(plan: ArchivePlan, { name, created, signal }: SealOptions): SealedArchive {
    const packer = new Packer(plan, segmentLength, signal);
    return {
      size: sealedLength(plan.plaintextLength),
      chunks: sealSegments(this.#recipients, plan.plaintextLength, (archiveId) =>
        packer.segments({ name, archiveId, created }),
      ),
      report: () => ({ entries: packer.entries, bytes: packer.bytes, warnings: packer.warnings }),
    };
  }

  /**
   * Opens a sealed archive that arrives in chunks, and restores it.
   *
   * @throws {UserError} see `openSegments` and `restoreArchive`
   */
  async restore(chunks: AsyncIterable<Uint8Array>, options: RestoreOptions): Promise<RestoreReport> {
    return restoreArchive(await openSegments(chunks, this.#identities, options.name), options);
  }
}
