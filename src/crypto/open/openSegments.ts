import { ByteReader } from '../../common/byteReader.ts';
import { UserError } from '../../common/errors.ts';
import { type Content, envelopeHeadLength, envelopeLength, openEnvelope } from '../envelope/envelope.ts';
import type { Identity } from '../envelope/slot.ts';
import { FloeDecryptor } from '../floe/decryptor.ts';
import { headerLength, innerSegmentMarker } from '../floe/parameters.ts';
import { floe, segmentLength, takePayloadKey } from '../payload.ts';
import { openSegment, translateDamage } from './damage.ts';

/** An archive whose envelope is open; its segments are still to be read. */
export interface OpenedArchive {
  readonly name: string;
  readonly archiveId: Buffer;
  readonly content: Content;
  /**
   * The plaintext, one authenticated segment after the other, each overwritten by the next. Ends only after the last
   * one was seen.
   */
  readonly segments: AsyncGenerator<Buffer, void, void>;
}

/**
 * Opens a sealed archive that arrives in chunks.
 *
 * @throws {UserError} here or while reading the segments: `not-an-archive`, `archive-version-unknown`,
 *   `passphrase-or-envelope-wrong`, `key-derivation-too-costly`, `archive-damaged`, `archive-truncated`
 */
export async function openSegments(
  chunks: AsyncIterable<Uint8Array>,
  identities: readonly Identity[],
  name: string,
): Promise<OpenedArchive> {
  const reader = new ByteReader(chunks);
  try {
    const head = Buffer.from(await reader.read(envelopeHeadLength));
    const rest = await readWhole(reader, envelopeLength(head, name) - head.length, name);
    const envelope = await openEnvelope(Buffer.concat([head, rest]), identities, name);
    const header = await readWhole(reader, headerLength, name);
    const key = takePayloadKey(envelope);
    const decryptor = translateDamage(name, 'its header was altered', () => {
      return new FloeDecryptor(floe, key, envelope.bound, header);
    });
    key.fill(0);
    const { archiveId, content } = envelope;
    return { name, archiveId, content, segments: readSegments(reader, decryptor, name) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function* readSegments(
  reader: ByteReader,
  decryptor: FloeDecryptor,
  name: string,
): AsyncGenerator<Buffer, void, void> {
  const fullLength = floe.encryptedSegmentLength;
  const sealed = Buffer.allocUnsafeSlow(fullLength);
  const plaintext = Buffer.allocUnsafeSlow(segmentLength);
  try {
    for (let number = 0, isFinal = false; !isFinal; number += 1) {
      const segment = await reader.readInto(sealed);
      const marker = segment.length < 4 ? 0 : segment.readUInt32BE();
      isFinal = marker !== innerSegmentMarker;
      const announced = isFinal ? Math.min(marker, fullLength) : fullLength;
      if (segment.length < Math.max(4, announced)) throw new UserError('archive-truncated', { name });
      yield openSegment(decryptor, segment, number, isFinal, name, plaintext);
    }
    if (!(await reader.isAtEnd())) {
      throw new UserError('archive-damaged', { name, reason: 'something follows its end' });
    }
  } finally {
    decryptor.close();
    await reader.close();
  }
}

async function readWhole(reader: ByteReader, length: number, name: string): Promise<Buffer> {
  const bytes = Buffer.from(await reader.read(length));
  if (bytes.length < length) throw new UserError('archive-truncated', { name });
  return bytes;
}
