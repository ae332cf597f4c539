import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { UserError } from '../../common/errors.ts';
import { deriveSlotsKey, type FileKey, newFileKey } from './keys.ts';
import { CostRefused, decodeSlots, encodeSlots, type Identity, type Recipient } from './slot.ts';

/** "\x89SCA\r\n\x1a\n": shows damage by programs that convert line ends or strip the eighth bit. */
export const magic = Buffer.from('89534341 0d0a1a0a'.replace(' ', ''), 'hex');
const version = 1;
const archiveIdOffset = 12;
const archiveIdLength = 16;
/** Magic, version, content, reserved and archive id: what the payload is bound to. */
const boundLength = archiveIdOffset + archiveIdLength;
export const envelopeHeadLength = boundLength + 4;
const macLength = 32;
const maximumSlotsLength = 65_536;
/** Every envelope is written with this length, so that slots can change in place. */
export const writtenEnvelopeLength = 2048;

/** What the plaintext is: a tar, or a tar in zstd frames. */
export const content = { tar: 0, zstdTar: 1 } as const;
export type Content = (typeof content)[keyof typeof content];

export interface Envelope {
  readonly archiveId: Buffer;
  readonly content: Content;
  readonly fileKey: FileKey;
  /** The associated data of the payload: the envelope up to its slots. */
  readonly bound: Buffer;
}

/**
 * Makes the envelope of a new archive, with a new file key that each of the recipients can unwrap.
 *
 * @throws {UserError} `recipients-too-many`
 */
export async function createEnvelope(
  recipients: readonly Recipient[],
  contentOfArchive: Content,
): Promise<Envelope & { readonly bytes: Buffer }> {
  const fileKey = newFileKey();
  const archiveId = randomBytes(archiveIdLength);
  const head = Buffer.alloc(envelopeHeadLength);
  head.set(magic);
  head[8] = version;
  head[9] = contentOfArchive;
  head.set(archiveId, archiveIdOffset);
  head.writeUInt32BE(writtenEnvelopeLength - envelopeHeadLength - macLength, boundLength);
  const bytes = await withSlots(head, fileKey, recipients);
  return { archiveId, content: contentOfArchive, fileKey, bound: head.subarray(0, boundLength), bytes };
}

/**
 * The envelope of the same archive for other recipients, as long as it was: the payload does not notice.
 *
 * @throws {UserError} `recipients-too-many`
 */
export function rewrapEnvelope(
  envelope: Buffer,
  fileKey: FileKey,
  recipients: readonly Recipient[],
): Promise<Buffer> {
  return withSlots(envelope.subarray(0, envelopeHeadLength), fileKey, recipients);
}

async function withSlots(head: Buffer, fileKey: FileKey, recipients: readonly Recipient[]): Promise<Buffer> {
  if (recipients.length === 0) throw new RangeError('nobody could open it');
  const slots = await Promise.all(recipients.map((recipient) => recipient.wrapFileKey(fileKey)));
  const authenticated = Buffer.concat([head, encodeSlots(slots, head.readUInt32BE(boundLength))]);
  const archiveId = head.subarray(archiveIdOffset, boundLength);
  return Buffer.concat([authenticated, slotsMac(fileKey, archiveId, authenticated)]);
}

/** What an envelope of ours says before its slots; its bytes were written by us. */
export function readEnvelopeHead(envelope: Buffer): Omit<Envelope, 'fileKey'> {
  return {
    archiveId: envelope.subarray(archiveIdOffset, boundLength),
    content: envelope.readUInt8(9) as Content,
    bound: envelope.subarray(0, boundLength),
  };
}

/**
 * The length of the whole envelope, out of its first 32 bytes.
 *
 * @throws {UserError} `not-an-archive`, `archive-version-unknown` or `archive-damaged`
 */
export function envelopeLength(head: Buffer, name: string): number {
  if (head.length < envelopeHeadLength || !head.subarray(0, magic.length).equals(magic)) {
    throw new UserError('not-an-archive', { name });
  }
  const foundVersion = head.readUInt8(8);
  if (foundVersion !== version)
    throw new UserError('archive-version-unknown', { name, version: foundVersion });
  const slotsLength = head.readUInt32BE(boundLength);
  if (
    head.readUInt8(9) > content.zstdTar ||
    head.readUInt16BE(10) !== 0 ||
    slotsLength > maximumSlotsLength
  ) {
    throw new UserError('archive-damaged', { name, reason: 'its envelope is malformed' });
  }
  return envelopeHeadLength + slotsLength + macLength;
}

/**
 * Opens a whole envelope with the first identity that fits a slot.
 *
 * @throws {UserError} `passphrase-or-envelope-wrong` (one error for both, so that a server learns nothing),
 *   `key-derivation-too-costly`
 */
export async function openEnvelope(
  envelope: Buffer,
  identities: readonly Identity[],
  name: string,
): Promise<Envelope> {
  const authenticated = envelope.subarray(0, envelope.length - macLength);
  const archiveId = envelope.subarray(archiveIdOffset, boundLength);
  const fileKey = await findFileKey(authenticated.subarray(envelopeHeadLength), identities, name);
  if (fileKey) {
    const mac = envelope.subarray(authenticated.length);
    if (timingSafeEqual(mac, slotsMac(fileKey, archiveId, authenticated))) {
      const contentOfArchive = envelope.readUInt8(9) as Content;
      return { archiveId, content: contentOfArchive, fileKey, bound: envelope.subarray(0, boundLength) };
    }
    fileKey.fill(0);
  }
  throw new UserError('passphrase-or-envelope-wrong', { name });
}

async function findFileKey(
  slotsBlock: Buffer,
  identities: readonly Identity[],
  name: string,
): Promise<FileKey | null> {
  let refusal: CostRefused | undefined;
  for (const slot of decodeSlots(slotsBlock) ?? []) {
    for (const identity of identities) {
      try {
        const fileKey = await identity.unwrapFileKey(slot);
        if (fileKey) return fileKey;
      } catch (error) {
        if (!(error instanceof CostRefused)) throw error;
        refusal ??= error;
      }
    }
  }
  if (refusal) throw new UserError('key-derivation-too-costly', { name }, { cause: refusal });
  return null;
}

function slotsMac(fileKey: FileKey, archiveId: Buffer, authenticated: Buffer): Buffer {
  const key = deriveSlotsKey(fileKey, archiveId);
  const mac = createHmac('sha256', key).update(authenticated).digest();
  key.fill(0);
  return mac;
}
