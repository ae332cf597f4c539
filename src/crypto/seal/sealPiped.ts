import { content } from '../envelope/envelope.ts';
import type { Recipient } from '../envelope/slot.ts';
import { type ArchiveIdentity, type PlaintextSegments, packCompressed } from '../pack/pack.ts';
import type { PipePacker } from '../pack/pipePacker.ts';
import { floe, segmentLength } from '../payload.ts';
import { storedContentOffset } from '../zstd/frames.ts';
import { beginSeal, sealFrom } from './sealSegments.ts';

/** Sealed bytes, and where in the archive they stand. */
export interface PlacedBytes {
  readonly position: number;
  readonly bytes: Buffer;
}

/**
 * Seals what comes through a pipe, compressed. The first segment waits, as it holds the tar's header, which can be
 * written only when all has come; the envelope comes last, so that what broke off before is no archive at all.
 */
export async function* sealPiped(
  recipients: readonly Recipient[],
  packer: PipePacker,
  identity: Omit<ArchiveIdentity, 'archiveId'>,
  onKey: ((fileKey: Buffer) => void) | undefined,
): AsyncGenerator<PlacedBytes, void, void> {
  const begun = await beginSeal(recipients, content.zstdTar);
  onKey?.(begun.fileKey);
  const { archiveId } = begun.envelope;
  const plaintext = packCompressed(packer, segmentLength, { ...identity, archiveId }, 'first-stored');
  let position = begun.head.length;
  try {
    const { value, done: isAlone = false } = await plaintext.next();
    const first = Buffer.from(value);
    if (!isAlone) {
      for await (const bytes of sealFrom(begun, plaintext, { segmentNumber: 1 })) {
        position += floe.encryptedSegmentLength;
        yield { position, bytes };
      }
    }
    first.set(packer.header(), storedContentOffset);
    for await (const bytes of sealFrom(begun, only(first, isAlone))) {
      yield { position: begun.head.length, bytes };
      break;
    }
    yield { position: 0, bytes: begun.head };
  } finally {
    begun.fileKey.fill(0);
    await plaintext.return(Buffer.alloc(0));
  }
}

/** One segment; the last one, or one that others follow. */
async function* only(segment: Buffer, isLast: boolean): PlaintextSegments {
  if (!isLast) yield segment;
  return segment;
}
