import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { UserError } from '../../common/errors.ts';
import { encodeTrailer, maximumIndexLength, trailerLength } from '../archiveIndex.ts';
import { content, envelopeHeadLength, envelopeLength, readEnvelopeHead } from '../envelope/envelope.ts';
import { asFileKey } from '../envelope/keys.ts';
import { headerLength } from '../floe/parameters.ts';
import { RandomAccessArchive, type SealedSource } from '../open/randomAccess.ts';
import type { PlaintextSegments } from '../pack/pack.ts';
import { SegmentBuffer } from '../pack/segmentBuffer.ts';
import { floe, segmentLength } from '../payload.ts';
import { skippableFrameHeader, skippableHeaderLength } from '../zstd/frames.ts';
import type { PlacedBytes } from './sealPiped.ts';
import { sealFrom } from './sealSegments.ts';

const lineEnd = 0x0a;

/**
 * Seals a compressed archive of ours under another name: the index alone says what it is called, so only the segments
 * from there on are others, with IVs of their own. The archive ends with the last of them.
 *
 * @param fileKey of that archive
 * @param name the new one
 * @throws {UserError} `archive-damaged`
 */
export async function* sealUnderName(
  source: SealedSource,
  fileKey: Buffer,
  name: string,
): AsyncGenerator<PlacedBytes, void, void> {
  const length = envelopeLength(await source.read(0, envelopeHeadLength), name) + headerLength;
  const head = await source.read(0, length);
  const envelope = readEnvelopeHead(head);
  const opened = { ...envelope, fileKey: asFileKey(Buffer.from(fileKey)) };
  const archive = await RandomAccessArchive.opened(source, opened, head, name);
  try {
    const place = await archive.indexPlace();
    if (!place || envelope.content !== content.zstdTar)
      throw new UserError('archive-damaged', { name, reason: 'its index is malformed' });
    const frameOffset = place.offset - skippableHeaderLength;
    const segmentNumber = Math.floor(frameOffset / segmentLength);
    const start = segmentNumber * segmentLength;
    const before = Buffer.from(await archive.plaintext(start, frameOffset - start));
    const index = renamed(await archive.plaintext(place.offset, place.length), name);
    let position = head.length + segmentNumber * floe.encryptedSegmentLength;
    const tail = [
      before,
      skippableFrameHeader(index.length + trailerLength),
      index,
      encodeTrailer(place.offset, index.length),
    ];
    for await (const bytes of sealFrom({ envelope, head, fileKey }, inSegments(tail), { segmentNumber })) {
      yield { position, bytes };
      position += bytes.length;
    }
  } finally {
    archive.close();
  }
}

/** An index, whose first line is the summary with the name. */
function renamed(index: Buffer, name: string): Buffer {
  const text = zstdDecompressSync(index, { maxOutputLength: maximumIndexLength });
  const end = text.indexOf(lineEnd);
  const summary = JSON.stringify({ ...JSON.parse(text.toString('utf8', 0, end)), name });
  return zstdCompressSync(Buffer.concat([Buffer.from(summary, 'utf8'), text.subarray(end)]));
}

async function* inSegments(parts: readonly Buffer[]): PlaintextSegments {
  const segments = new SegmentBuffer(segmentLength);
  for (const part of parts) yield* segments.append(part);
  return segments.remainder;
}
