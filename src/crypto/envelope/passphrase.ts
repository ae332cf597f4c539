import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { UserError } from '../../common/errors.ts';
import { asFileKey, type FileKey } from './keys.ts';
import { CostRefused, encodeSlot, type Identity, type Recipient, type Slot } from './slot.ts';
import { unwrap, wrap, wrappedKeyLength } from './wrap.ts';

const passphraseSlotType = 1;
const costLength = 12;
const saltLength = 16;
const nonceLength = 12;
const contentLength = costLength + saltLength + nonceLength + wrappedKeyLength;

interface Argon2Cost {
  readonly memoryKibibytes: number;
  readonly passes: number;
  readonly lanes: number;
}

/** RFC 9106, section 4, second recommended choice. */
const writtenCost: Argon2Cost = { memoryKibibytes: 64 * 1024, passes: 3, lanes: 4 };
/** More memory is taken only when the user agrees. */
const grantedKibibytes = 256 * 1024;
/** Beyond these nothing is derived, whatever the user says. */
const maximumKibibytes = 1024 * 1024;
const maximumPasses = 16;
const maximumLanes = 16;
const maximumKibibytePasses = 4 * 1024 * 1024;

const deriveArgon2 = promisify(argon2);

/** Asks whether deriving a key may take so many bytes of memory. */
export type AcceptCost = (bytes: number) => Promise<boolean>;

/**
 * A passphrase as recipient and identity. The key derived for writing is kept together with its salt, so
 * that a session pays for one derivation; so is each key derived for reading.
 */
export class Passphrase implements Recipient, Identity {
  readonly #acceptCost: AcceptCost;
  #bytes: Buffer | undefined;
  readonly #salt = randomBytes(saltLength);
  readonly #derived = new Map<string, Promise<Buffer>>();

  /**
   * @param acceptCost asked before a key is derived that takes more than 256 MiB; by default it is not
   * @throws {UserError} `passphrase-unusable` when it is empty or not well-formed Unicode
   */
  constructor(passphrase: string, acceptCost: AcceptCost = async () => false) {
    if (passphrase === '') throw new UserError('passphrase-unusable', { reason: 'empty' });
    if (!passphrase.isWellFormed()) throw new UserError('passphrase-unusable', { reason: 'lone-surrogate' });
    this.#bytes = Buffer.from(passphrase.normalize('NFC'), 'utf8');
    this.#acceptCost = acceptCost;
  }

  /** Begins to derive the key for writing, which takes a moment; a failure shows when it is used. */
  prepare(): void {
    this.#derive(writtenCost, this.#salt).catch(() => {});
  }

  async wrapFileKey(fileKey: FileKey): Promise<Slot> {
    const cost = Buffer.alloc(costLength);
    cost.writeUInt32BE(writtenCost.memoryKibibytes, 0);
    cost.writeUInt32BE(writtenCost.passes, 4);
    cost.writeUInt32BE(writtenCost.lanes, 8);
    const nonce = randomBytes(nonceLength);
    const keyEncryptionKey = await this.#derive(writtenCost, this.#salt);
    const wrapped = wrap(keyEncryptionKey, nonce, fileKey, associatedData(Buffer.concat([cost, this.#salt])));
    return { type: passphraseSlotType, content: Buffer.concat([cost, this.#salt, nonce, wrapped]) };
  }

  async unwrapFileKey({ type, content }: Slot): Promise<FileKey | null> {
    if (type !== passphraseSlotType || content.length !== contentLength) return null;
    const cost = readCost(content);
    if (!cost) return null;
    const costAndSalt = content.subarray(0, costLength + saltLength);
    const nonce = content.subarray(costAndSalt.length, costAndSalt.length + nonceLength);
    const wrapped = content.subarray(costAndSalt.length + nonceLength);
    const keyEncryptionKey = await this.#deriveIfAccepted(cost, costAndSalt.subarray(costLength));
    const fileKey = unwrap(keyEncryptionKey, nonce, wrapped, associatedData(costAndSalt));
    return fileKey && asFileKey(fileKey);
  }

  /** Forgets the passphrase and what was derived from it, as far as JavaScript allows. */
  async destroy(): Promise<void> {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
    const keys = await Promise.allSettled(this.#derived.values());
    for (const key of keys) if (key.status === 'fulfilled') key.value.fill(0);
    this.#derived.clear();
  }

  async #deriveIfAccepted(cost: Argon2Cost, salt: Buffer): Promise<Buffer> {
    const isKnown = this.#derived.has(idOf(cost, salt));
    const isGranted = isKnown || cost.memoryKibibytes <= grantedKibibytes;
    if (!isGranted && !(await this.#acceptCost(cost.memoryKibibytes * 1024))) throw refusal(cost);
    return this.#derive(cost, salt);
  }

  #derive(cost: Argon2Cost, salt: Buffer): Promise<Buffer> {
    if (!this.#bytes) throw new Error('the passphrase was forgotten');
    const id = idOf(cost, salt);
    const known = this.#derived.get(id);
    if (known) return known;
    const derivation = deriveArgon2('argon2id', {
      message: this.#bytes,
      nonce: salt,
      memory: cost.memoryKibibytes,
      passes: cost.passes,
      parallelism: cost.lanes,
      tagLength: 32,
    });
    this.#derived.set(id, derivation);
    return derivation;
  }
}

/** What the wrapped key is bound to: the slot from its type up to, and without, its nonce. */
function associatedData(costAndSalt: Buffer): Buffer {
  const slot = encodeSlot({ type: passphraseSlotType, content: Buffer.alloc(contentLength) });
  return Buffer.concat([slot.subarray(0, slot.length - contentLength), costAndSalt]);
}

function idOf({ memoryKibibytes, passes, lanes }: Argon2Cost, salt: Buffer): string {
  return `${memoryKibibytes}/${passes}/${lanes}/${salt.toString('hex')}`;
}

/**
 * What a slot asks for; null where Argon2 knows no such cost.
 *
 * @throws {CostRefused} beyond the limits
 */
function readCost(content: Buffer): Argon2Cost | null {
  const cost = {
    memoryKibibytes: content.readUInt32BE(0),
    passes: content.readUInt32BE(4),
    lanes: content.readUInt32BE(8),
  };
  const { memoryKibibytes, passes, lanes } = cost;
  if (passes < 1 || lanes < 1 || memoryKibibytes < 8 * lanes) return null;
  const isWithinLimits =
    memoryKibibytes <= maximumKibibytes &&
    passes <= maximumPasses &&
    lanes <= maximumLanes &&
    memoryKibibytes * passes <= maximumKibibytePasses;
  if (!isWithinLimits) throw refusal(cost);
  return cost;
}

function refusal({ memoryKibibytes, passes, lanes }: Argon2Cost): CostRefused {
  return new CostRefused(`${memoryKibibytes} KiB, ${passes} passes, ${lanes} lanes`);
}
