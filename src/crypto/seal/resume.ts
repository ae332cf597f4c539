import { lstatSync } from 'node:fs';
import { Pace } from '../../common/pace.ts';
import { writtenEnvelopeLength } from '../envelope/envelope.ts';
import { aeadIvLength, aeadTagLength, headerLength, segmentMarkerLength } from '../floe/parameters.ts';
import type { PlannedMember } from '../pack/plan.ts';
import { floe, segmentLength } from '../payload.ts';
import { paddingOf, tarHeaderLength } from '../tar/header.ts';

/** Bytes before the first segment of an archive that we write. */
const headLength = writtenEnvelopeLength + headerLength;
/** IV and tag of a segment, as a journal keeps them. */
export const segmentMarkLength = aeadIvLength + aeadTagLength;

/** The IV and the tag of a sealed segment. */
export function segmentMark(segment: Buffer): Buffer {
  const iv = segment.subarray(segmentMarkerLength, segmentMarkerLength + aeadIvLength);
  return Buffer.concat([iv, segment.subarray(-aeadTagLength)]);
}

/** Parts a mark again. */
export function readSegmentMark(mark: Buffer): { readonly iv: Buffer; readonly tag: Buffer } {
  return { iv: mark.subarray(0, aeadIvLength), tag: mark.subarray(aeadIvLength) };
}

/** Which segment of an archive holds a byte, and where that segment begins. */
export interface SegmentPlace {
  readonly segmentNumber: number;
  /** Bytes of the archive before the segment. */
  readonly position: number;
  /** Bytes of plaintext before the segment. */
  readonly plaintextPosition: number;
}

/** The segment that holds the byte at `offset`; null where the head of the archive does. */
export function segmentAt(offset: number): SegmentPlace | null {
  if (offset < headLength) return null;
  const segmentNumber = Math.floor((offset - headLength) / floe.encryptedSegmentLength);
  return {
    segmentNumber,
    position: headLength + segmentNumber * floe.encryptedSegmentLength,
    plaintextPosition: segmentNumber * segmentLength,
  };
}

/** The files of which something comes before a place in the plaintext. */
export function* filesBegunBefore(
  members: Iterable<PlannedMember>,
  plaintextPosition: number,
): Generator<PlannedMember, void, void> {
  let offset = 0;
  for (const member of members) {
    if (offset >= plaintextPosition) return;
    offset += tarHeaderLength(member) + member.size + paddingOf(member.size);
    if (member.type === 'file') yield member;
  }
}

/** True while every source is what it was when it was planned: size, times and inode. */
export async function areUnchanged(members: Iterable<PlannedMember>): Promise<boolean> {
  const pace = new Pace();
  for (const member of members) {
    if (pace.isTired) await pace.breathe();
    if (!isUnchanged(member)) return false;
  }
  return true;
}

function isUnchanged({ source, type, size, mtimeMs, ctimeMs, inode }: PlannedMember): boolean {
  try {
    const stats = lstatSync(source);
    return (
      stats.ino === inode &&
      stats.ctimeMs === ctimeMs &&
      stats.mtimeMs === mtimeMs &&
      (type !== 'file' || stats.size === size)
    );
  } catch {
    return false;
  }
}
