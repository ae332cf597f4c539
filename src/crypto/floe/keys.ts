import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import {
  encodeParameters,
  type FloeParameters,
  headerTagLength,
  keyLength,
  messageKeyLength,
} from './parameters.ts';

/** What every derivation of one message is bound to. */
export interface FloeContext {
  readonly parameters: FloeParameters;
  readonly iv: Buffer;
  readonly associatedData: Buffer;
}

/** FLOE_KDF: HKDF-Expand with SHA-384, whose single block is enough for every length in use. */
function deriveKey(key: Buffer, context: FloeContext, purpose: Buffer, length: number): Buffer {
  return createHmac('sha384', key)
    .update(encodeParameters(context.parameters))
    .update(context.iv)
    .update(purpose)
    .update(context.associatedData)
    .update(Uint8Array.of(1))
    .digest()
    .subarray(0, length);
}

export function deriveHeaderTag(key: Buffer, context: FloeContext): Buffer {
  return deriveKey(key, context, Buffer.from('HEADER_TAG:'), headerTagLength);
}

/** The keys of one message, one for every 2^mask segments; holds the latest only. */
export class SegmentKeys {
  readonly #context: FloeContext;
  readonly #messageKey: Buffer;
  #current: { readonly generation: bigint; readonly key: KeyObject } | undefined;

  constructor(key: Buffer, context: FloeContext) {
    this.#context = context;
    this.#messageKey = deriveKey(key, context, Buffer.from('MESSAGE_KEY:'), messageKeyLength);
  }

  /** The data encryption key of a segment. */
  keyFor(segmentNumber: number): KeyObject {
    const mask = BigInt(this.#context.parameters.keyRotationMask);
    const generation = (BigInt(segmentNumber) >> mask) << mask;
    if (this.#current?.generation !== generation) {
      const purpose = Buffer.alloc(12);
      purpose.write('DEK:');
      purpose.writeBigUInt64BE(generation, 4);
      const key = deriveKey(this.#messageKey, this.#context, purpose, keyLength);
      this.#current = { generation, key: createSecretKey(key) };
      key.fill(0);
    }
    return this.#current.key;
  }

  /** Forgets the keys, as far as JavaScript allows. */
  destroy(): void {
    this.#messageKey.fill(0);
    this.#current = undefined;
  }
}

/** The data that a segment's tag binds besides its bytes: its number, and whether it is the last. */
export function segmentAssociatedData(segmentNumber: number, isFinal: boolean): Buffer {
  const data = Buffer.alloc(9);
  data.writeBigUInt64BE(BigInt(segmentNumber));
  data[8] = isFinal ? 1 : 0;
  return data;
}
