import { type Content, createEnvelope, type Envelope } from '../envelope/envelope.ts';
import { asFileKey } from '../envelope/keys.ts';
import type { Recipient } from '../envelope/slot.ts';
import { FloeEncryptor } from '../floe/encryptor.ts';
import { headerLength } from '../floe/parameters.ts';
import type { PlaintextSegments } from '../pack/pack.ts';
import { SourcesDiffer } from '../pack/sourcesDiffer.ts';
import { floe, takePayloadKey } from '../payload.ts';
import type { SegmentMemory } from './segmentMemory.ts';

/** An archive that has been begun: what it takes to seal its segments, now or after an interruption. */
export interface BegunSeal {
  readonly envelope: Omit<Envelope, 'fileKey'>;
  /** The envelope and the FLOE header, which go before the segments. */
  readonly head: Buffer;
  /** Secret; whoever has it can open the archive. */
  readonly fileKey: Buffer;
}

/** Begins an archive: chooses its keys, and seals them for the recipients. */
export async function beginSeal(recipients: readonly Recipient[], content: Content): Promise<BegunSeal> {
  const { bytes, ...envelope } = await createEnvelope(recipients, content);
  const fileKey = Buffer.from(envelope.fileKey);
  const key = takePayloadKey(envelope);
  const encryptor = FloeEncryptor.start(floe, key, envelope.bound);
  key.fill(0);
  encryptor.close();
  return { envelope, head: Buffer.concat([bytes, encryptor.header]), fileKey };
}

/** Where an interrupted sealing goes on. */
export interface ResumePoint {
  readonly segmentNumber: number;
  /** IV and tag under which that segment was sealed before, when some of it may have been sent. */
  readonly sealedBefore?: { readonly iv: Buffer; readonly tag: Buffer };
}

export interface SealSegmentsOptions {
  /** That the segments are written to; new memory for each where absent. */
  readonly memory?: SegmentMemory;
  /** Told the key of the archive, which is secret, before anything is sealed. */
  readonly onKey?: ((fileKey: Buffer) => void) | undefined;
}

/**
 * Seals plaintext for the recipients: the envelope, then one FLOE segment after the other.
 *
 * @param pack gives the plaintext, told the id of the new archive
 */
export async function* sealSegments(
  recipients: readonly Recipient[],
  content: Content,
  pack: (archiveId: Buffer) => PlaintextSegments,
  { memory, onKey }: SealSegmentsOptions = {},
): AsyncGenerator<Buffer, void, void> {
  const begun = await beginSeal(recipients, content);
  try {
    onKey?.(begun.fileKey);
    yield begun.head;
    yield* sealFrom(begun, pack(begun.envelope.archiveId), undefined, memory);
  } finally {
    begun.fileKey.fill(0);
  }
}

/**
 * Seals the plaintext of a begun archive, one FLOE segment after the other.
 *
 * @param segments of the plaintext, from the resume point on
 * @param memory that the segments are written to; new memory for each where absent
 * @throws {SourcesDiffer} before the first segment is given out, when it is not what was sealed before: its old
 *   IV must not meet another plaintext
 */
export async function* sealFrom(
  { envelope, head, fileKey }: BegunSeal,
  segments: PlaintextSegments,
  { segmentNumber, sealedBefore }: ResumePoint = { segmentNumber: 0 },
  memory?: SegmentMemory,
): AsyncGenerator<Buffer, void, void> {
  const key = takePayloadKey({ ...envelope, fileKey: asFileKey(Buffer.from(fileKey)) });
  const floeHeader = head.subarray(-headerLength);
  const encryptor = FloeEncryptor.resume(floe, key, envelope.bound, floeHeader, segmentNumber);
  key.fill(0);
  let expected = sealedBefore;
  try {
    for (let isFinal = false; !isFinal; ) {
      const { value, done = false } = await segments.next();
      isFinal = done;
      const segment = encryptor.encryptSegment(value, isFinal, expected?.iv, memory?.take());
      if (expected && !segment.subarray(-expected.tag.length).equals(expected.tag)) {
        throw new SourcesDiffer('a segment is not what was sealed before');
      }
      expected = undefined;
      yield segment;
    }
  } finally {
    encryptor.close();
    await segments.return(Buffer.alloc(0));
  }
}
