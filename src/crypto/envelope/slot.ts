import { UserError } from '../../common/errors.ts';
import type { FileKey } from './keys.ts';

/** One way to open an archive: a type and its bytes. */
export interface Slot {
  readonly type: number;
  readonly content: Buffer;
}

/** Whoever can open what is sealed from now on. */
export interface Recipient {
  /** Wraps the file key into a slot. */
  wrapFileKey(fileKey: FileKey): Promise<Slot>;
}

/** Whoever tries to open. */
export interface Identity {
  /**
   * Unwraps the file key out of a slot; null when the slot is of another type or not for this identity.
   *
   * @throws {CostRefused} when trying would cost more than allowed
   */
  unwrapFileKey(slot: Slot): Promise<FileKey | null>;
}

/** A slot asks for more memory or time than this reader grants. */
export class CostRefused extends Error {
  override readonly name = 'CostRefused';
}

const slotHeadLength = 3;
export const maximumSlots = 16;

/** type (1) ‖ length (2) ‖ content. */
export function encodeSlot({ type, content }: Slot): Buffer {
  const head = Buffer.alloc(slotHeadLength);
  head[0] = type;
  head.writeUInt16BE(content.length, 1);
  return Buffer.concat([head, content]);
}

/**
 * The slots block: count (1), the slots, zeros up to `length`.
 *
 * @throws {UserError} `recipients-too-many` when they do not fit
 */
export function encodeSlots(slots: readonly Slot[], length: number): Buffer {
  const block = Buffer.alloc(length);
  const encoded = Buffer.concat([Uint8Array.of(slots.length), ...slots.map(encodeSlot)]);
  if (slots.length > maximumSlots || encoded.length > length) throw new UserError('recipients-too-many', {});
  block.set(encoded);
  return block;
}

/** Reads a slots block; null where it is malformed. */
export function decodeSlots(block: Buffer): Slot[] | null {
  const count = block[0] ?? 0;
  if (count > maximumSlots) return null;
  const slots: Slot[] = [];
  let offset = 1;
  for (let index = 0; index < count; index += 1) {
    if (offset + slotHeadLength > block.length) return null;
    const end = offset + slotHeadLength + block.readUInt16BE(offset + 1);
    if (end > block.length) return null;
    slots.push({ type: block.readUInt8(offset), content: block.subarray(offset + slotHeadLength, end) });
    offset = end;
  }
  return block.subarray(offset).every((byte) => byte === 0) ? slots : null;
}
