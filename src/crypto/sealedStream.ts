import { ByteReader } from '../common/byteReader.ts';
import { UserError } from '../common/errors.ts';
import {
  createEnvelope,
  type Envelope,
  envelopeHeadLength,
  envelopeLength,
  openEnvelope,
  writtenEnvelopeLength,
} from './envelope/envelope.ts';
import { derivePayloadKey } from './envelope/keys.ts';
import type { Identity, Recipient } from './envelope/slot.ts';
import { FloeAuthenticationError, FloeDecryptor } from './floe/decryptor.ts';
import { FloeEncryptor } from './floe/encryptor.ts';
import {
  ciphertextLength,
  floeGcm256Iv256Segment256K as floe,
  headerLength,
  innerSegmentMarker,
  plaintextSegmentLength,
} from './floe/parameters.ts';

/** Bytes of plaintext in each segment of an archive but the last. */
export const segmentLength = plaintextSegmentLength(floe);

/** Bytes of the sealed archive of a plaintext of that length. */
export function sealedLength(plaintextLength: number): number {
  return writtenEnvelopeLength + ciphertextLength(floe, plaintextLength);
}

/**
 * Seals plaintext segments, whose whole length must be known, for the recipients.
 *
 * @param packPlaintext gives the segments, told the id of the archive; each may reuse the memory of the one before
 */
export async function* sealSegments(
  recipients: readonly Recipient[],
  plaintextLength: number,
  packPlaintext: (archiveId: Buffer) => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, void> {
  const envelope = await createEnvelope(recipients);
  const encryptor = new FloeEncryptor(floe, payloadKeyOf(envelope), envelope.bound);
  try {
    yield Buffer.concat([envelope.bytes, encryptor.header]);
    let sealed = 0;
    for await (const segment of packPlaintext(envelope.archiveId)) {
      sealed += segment.length;
      yield encryptor.encryptSegment(segment, sealed === plaintextLength);
    }
    if (sealed !== plaintextLength)
      throw new RangeError(`${sealed} bytes sealed, ${plaintextLength} announced`);
  } finally {
    encryptor.close();
  }
}

/** An archive whose envelope is open; its segments are still to be read. */
export interface OpenedArchive {
  readonly archiveId: Buffer;
  /** The plaintext, one authenticated segment after the other. Ends only after the last one was seen. */
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
    const head = await reader.read(envelopeHeadLength);
    const length = envelopeLength(head, name);
    const rest = await readWhole(reader, length - head.length, name);
    const envelope = await openEnvelope(Buffer.concat([head, rest]), identities, name);
    const header = await readWhole(reader, headerLength, name);
    const decryptor = translateDamage(
      () => new FloeDecryptor(floe, payloadKeyOf(envelope), envelope.bound, header),
      name,
      'its header was altered',
    );
    return { archiveId: envelope.archiveId, segments: readSegments(reader, decryptor, name) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function* readSegments(reader: ByteReader, decryptor: FloeDecryptor, name: string) {
  try {
    for (let number = 0, isFinal = false; !isFinal; number += 1) {
      const segment = await reader.read(floe.encryptedSegmentLength);
      if (segment.length < 4) throw new UserError('archive-truncated', { name });
      const marker = segment.readUInt32BE();
      isFinal = marker !== innerSegmentMarker;
      const isCut =
        segment.length <
        (isFinal ? Math.min(marker, floe.encryptedSegmentLength) : floe.encryptedSegmentLength);
      if (isCut) throw new UserError('archive-truncated', { name });
      yield translateDamage(
        () => decryptor.decryptSegment(segment, number, isFinal),
        name,
        `segment ${number + 1} is not what was sealed`,
      );
    }
    if (!(await reader.isAtEnd()))
      throw new UserError('archive-damaged', { name, reason: 'something follows its end' });
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

/** The payload key; the file key has done its work then and is zeroed. */
function payloadKeyOf({ fileKey, archiveId }: Envelope): Buffer {
  const key = derivePayloadKey(fileKey, archiveId);
  fileKey.fill(0);
  return key;
}

function translateDamage<T>(work: () => T, name: string, reason: string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FloeAuthenticationError) {
      throw new UserError('archive-damaged', { name, reason }, { cause: error });
    }
    throw error;
  }
}
