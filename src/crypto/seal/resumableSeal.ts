import { content, readEnvelopeHead } from '../envelope/envelope.ts';
import type { Recipient } from '../envelope/slot.ts';
import type { ArchivePlan } from '../pack/layout.ts';
import { packPlain } from '../pack/pack.ts';
import { SegmentBuffer } from '../pack/segmentBuffer.ts';
import { SourcesDiffer } from '../pack/sourcesDiffer.ts';
import { TarPacker } from '../pack/tarPacker.ts';
import { sealedLength, segmentLength } from '../payload.ts';
import { areUnchanged, filesBegunBefore, type SegmentPlace } from './resume.ts';
import { type BegunSeal, beginSeal, sealFrom } from './sealSegments.ts';
import { SegmentMemory } from './segmentMemory.ts';

interface SealIdentity {
  readonly name: string;
  readonly created: Date;
}

/** What was stored, once the segments are read. */
export interface SealReport {
  readonly entries: number;
  /** Bytes of the files. */
  readonly bytes: number;
  readonly warnings: ArchivePlan['warnings'];
}

/** An archive whose sealing may be interrupted, and go on in another process. */
export class ResumableSeal {
  /** Bytes of the whole archive. */
  readonly size: number;
  /** Envelope and FLOE header, which go before the segments. */
  readonly head: Buffer;
  /** Secret; needed to go on later. */
  readonly fileKey: Buffer;
  readonly #begun: BegunSeal;
  readonly #plan: ArchivePlan;
  readonly #identity: SealIdentity;
  readonly #memory = new SegmentMemory();
  #packer: TarPacker | undefined;

  private constructor(begun: BegunSeal, plan: ArchivePlan, identity: SealIdentity) {
    this.#begun = begun;
    this.#plan = plan;
    this.#identity = identity;
    this.head = begun.head;
    this.fileKey = begun.fileKey;
    this.size = sealedLength(plan.plaintextLength);
  }

  /** A new archive. */
  static async begin(
    recipients: readonly Recipient[],
    plan: ArchivePlan,
    identity: SealIdentity,
  ): Promise<ResumableSeal> {
    return new ResumableSeal(await beginSeal(recipients, content.tar), plan, identity);
  }

  /** An archive that was begun before, with the head and the file key of then. */
  static resume(head: Buffer, fileKey: Buffer, plan: ArchivePlan, identity: SealIdentity): ResumableSeal {
    return new ResumableSeal({ envelope: readEnvelopeHead(head), head, fileKey }, plan, identity);
  }

  /**
   * The sealed segments from a place on.
   *
   * @param sealedBefore IV and tag of the first of them, where some of it was sent
   * @throws {SourcesDiffer} before the first segment, when a file of which something comes before it is not what
   *   it was when it was planned, or cannot be read, and see `sealFrom`; {UserError} `sources-changed-too-much`
   */
  async *segments(
    { segmentNumber, plaintextPosition }: Pick<SegmentPlace, 'segmentNumber' | 'plaintextPosition'>,
    sealedBefore: { readonly iv: Buffer; readonly tag: Buffer } | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Buffer, void, void> {
    if (!(await areUnchanged(filesBegunBefore(this.#plan.members, plaintextPosition)))) {
      throw new SourcesDiffer('what was sealed before has changed');
    }
    const packer = new TarPacker(this.#plan, new SegmentBuffer(segmentLength, plaintextPosition), signal);
    this.#packer = packer;
    const { archiveId } = this.#begun.envelope;
    const plaintext = packPlain(packer, this.#plan, { ...this.#identity, archiveId });
    const resumePoint = { segmentNumber, ...(sealedBefore ? { sealedBefore } : {}) };
    yield* sealFrom(this.#begun, plaintext, resumePoint, this.#memory);
  }

  /** False once something could not be stored as planned: who goes on later knows of the plan only. */
  get isAsPlanned(): boolean {
    const planned = this.#plan.warnings.length;
    return (this.#packer?.warnings.length ?? planned) === planned;
  }

  /** Takes the memory of a segment back, once it was sent. */
  reuse(segment: Uint8Array): void {
    this.#memory.give(segment);
  }

  /** What was stored. */
  report(): SealReport {
    const { index, bytes = 0, warnings = [] } = this.#packer ?? {};
    return { entries: index?.entries ?? 0, bytes, warnings };
  }

  /** Forgets the key. */
  close(): void {
    this.fileKey.fill(0);
  }
}
