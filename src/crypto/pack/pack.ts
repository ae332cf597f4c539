import { hostname, userInfo } from 'node:os';
import { UserError } from '../../common/errors.ts';
import { encodeTrailer, trailerLength } from '../archiveIndex.ts';
import type { FrameOffset, IndexWriter } from '../indexWriter.ts';
import {
  FrameCompressor,
  frameLength,
  releaseFrame,
  skippableFrameHeader,
  storeFrame,
} from '../zstd/frames.ts';
import { framesAtATime } from './frameBuffer.ts';
import { type ArchivePlan, tarEndLength } from './layout.ts';
import { SegmentBuffer } from './segmentBuffer.ts';
import type { TarPacker } from './tarPacker.ts';

/** Whatever writes a tar, piece by piece. */
export interface Packer {
  readonly segments: SegmentBuffer;
  /** Of what was stored so far. */
  readonly index: IndexWriter;
  /** Bytes of the files stored so far. */
  readonly bytes: number;
  /** All members, without the blocks that end a tar. */
  pack(): AsyncGenerator<Buffer, void, void>;
}

/** What the index says of the whole archive. */
export interface ArchiveIdentity {
  readonly name: string;
  readonly archiveId: Buffer;
  readonly created: Date;
}

/** Segments of plaintext, each overwritten by the next; the last one is returned. */
export type PlaintextSegments = AsyncGenerator<Buffer, Buffer, void>;

/**
 * The plaintext of content 0, exactly as long as planned: the tar, zeros for what was planned and not stored,
 * the index, the trailer.
 *
 * @throws {UserError} `sources-changed-too-much` when the index does not fit where it was planned
 */
export async function* packPlain(
  packer: TarPacker,
  plan: ArchivePlan,
  identity: ArchiveIdentity,
): PlaintextSegments {
  const { segments } = packer;
  yield* packer.pack();
  const index = await indexOf(packer, identity);
  const indexOffset = plan.plaintextLength - trailerLength - index.length;
  const zeros = indexOffset - segments.total;
  if (zeros < tarEndLength) throw new UserError('sources-changed-too-much', {});
  yield* segments.appendZeros(zeros);
  yield* segments.append(index);
  yield* segments.append(encodeTrailer(indexOffset, index.length));
  return segments.remainder;
}

/**
 * The plaintext of content 1: the tar in zstd frames of 4 MiB each, then a skippable frame that holds index
 * and trailer. How long it will be is not known before. More frames are read while some are compressed.
 *
 * @param packer one whose segments are those of a `frameBuffer`
 * @param frameForm `first-stored` keeps the first frame as it is, so that where its bytes stand is known before
 */
export async function* packCompressed(
  packer: Packer,
  segmentLength: number,
  identity: ArchiveIdentity,
  frameForm: 'compressed' | 'first-stored' = 'compressed',
): PlaintextSegments {
  const segments = new SegmentBuffer(segmentLength);
  const frames: FrameOffset[] = [];
  for await (const { frame, tarOffset } of compressedFrames(packer, frameForm)) {
    frames.push({ tarOffset, plaintextOffset: segments.total });
    yield* segments.append(frame);
    releaseFrame(frame);
  }
  for (const frame of frames) packer.index.addFrame(frame);
  const index = await indexOf(packer, identity);
  yield* segments.append(skippableFrameHeader(index.length + trailerLength));
  const trailer = encodeTrailer(segments.total, index.length);
  yield* segments.append(index);
  yield* segments.append(trailer);
  return segments.remainder;
}

/** The tar of a packer in compressed frames, in their order. */
async function* compressedFrames(
  packer: Packer,
  frameForm: 'compressed' | 'first-stored',
): AsyncGenerator<{ frame: Buffer; tarOffset: number }, void, void> {
  const compressor = new FrameCompressor();
  const compressing: Promise<Buffer>[] = [];
  let isStored = frameForm === 'first-stored';
  let tarOffset = 0;
  for await (const piece of wholeTar(packer)) {
    const compressed = isStored ? Promise.resolve(storeFrame(piece)) : compressor.compress(piece);
    isStored = false;
    // Awaited in a later round; until then a failure must not count as unhandled.
    compressed.catch(() => {});
    compressing.push(compressed);
    const first = compressing.length === framesAtATime ? compressing.shift() : undefined;
    if (!first) continue;
    yield { frame: await first, tarOffset };
    tarOffset += frameLength;
  }
  for (const rest of compressing) {
    yield { frame: await rest, tarOffset };
    tarOffset += frameLength;
  }
}

async function* wholeTar(packer: Packer): AsyncGenerator<Buffer, void, void> {
  yield* packer.pack();
  yield* packer.segments.appendZeros(tarEndLength);
  yield packer.segments.remainder;
}

function indexOf(packer: Packer, identity: ArchiveIdentity): Promise<Buffer> {
  return packer.index.encode({
    v: 1,
    name: identity.name,
    id: identity.archiveId.toString('hex'),
    created: identity.created.toISOString(),
    host: hostname(),
    user: userName(),
    entries: packer.index.entries,
    bytes: packer.bytes,
  });
}

/** The name of the user; their number where the system knows no name for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? '');
  }
}
