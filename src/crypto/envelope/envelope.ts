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

/** What the plaintext is: a tar, or (not written yet by this version) a tar in zstd frames. */
export const content = { tar: 0 } as const;

export interface Envelope {
  readonly archiveId: Buffer;
  readonly fileKey: FileKey;
  /** The associated data of the payload: the envelope up to its slots. */
  readonly bound: Buffer;
}

/** Makes the envelope of a new archive, with a new file key that each of the recipients can unwrap. */
export async function createEnvelope(
  recipients: readonly Recipient[],
): Promise<Envelope & { bytes: Buffer }> {
  const fileKey = newFileKey();
  const archiveId = randomBytes(archiveIdLength);
  const head = Buffer.alloc(envelopeHeadLength);
  const slotsLength = writtenEnvelopeLength - envelopeHeadLength - macLength;
  head.set(magic);
  head[8] = version;
  head[9] = content.tar;
  head.set(archiveId, archiveIdOffset);
  head.writeUInt32BE(slotsLength, boundLength);
  const slots = await Promise.all(recipients.map((recipient) => recipient.wrapFileKey(fileKey)));
  const authenticated = Buffer.concat([head, encodeSlots(slots, slotsLength)]);
  const bytes = Buffer.concat([authenticated, slotsMac(fileKey, archiveId, authenticated)]);
  return { archiveId, fileKey, bound: head.subarray(0, boundLength), bytes };
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
  if (head.readUInt8(9) !== content.tar || head.readUInt16BE(10) !== 0 || slotsLength > maximumSlotsLength) {
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
      return { archiveId, fileKey, bound: envelope.subarray(0, boundLength) };
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
  try {
    for (const slot of decodeSlots(slotsBlock) ?? []) {
      for (const identity of identities) {
        const fileKey = await identity.unwrapFileKey(slot);
        if (fileKey) return fileKey;
      }
    }
    return null;
  } catch (error) {
    if (error instanceof CostRefused)
      throw new UserError('key-derivation-too-costly', { name }, { cause: error });
    throw error;
  }
}

function slotsMac(fileKey: FileKey, archiveId: Buffer, authenticated: Buffer): Buffer {
  const key = deriveSlotsKey(fileKey, archiveId);
  const mac = createHmac('sha256', key).update(authenticated).digest();
  key.fill(0);
  return mac;
}
