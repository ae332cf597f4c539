import { argon2Sync, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createEnvelope, openEnvelope, rewrapEnvelope } from '../../../src/crypto/envelope/envelope.ts';
import { asFileKey, newFileKey } from '../../../src/crypto/envelope/keys.ts';
import { Passphrase } from '../../../src/crypto/envelope/passphrase.ts';
import { encodeSlot, type Recipient, type Slot } from '../../../src/crypto/envelope/slot.ts';
import { X25519Identity } from '../../../src/crypto/envelope/x25519.ts';
import { gcmHashKey, gcmInverse, gcmMultiply } from './galoisField.ts';

/** The costs of every derivation that was run. */
const derivations = vi.hoisted(() => [] as { memory: number; passes: number; parallelism: number }[]);

/** Derives with little memory, whatever is asked, and takes note of what was. */
vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  const argon2: typeof crypto.argon2 = (algorithm, parameters, callback) => {
    derivations.push(parameters);
    return crypto.argon2(algorithm, { ...parameters, memory: 128, passes: 1 }, callback);
  };
  return { ...crypto, argon2 };
});

beforeEach(() => {
  derivations.length = 0;
});

const mebibyte = 1024;
const gibibyte = 1024 * mebibyte;

/** A slot with any costs, for nobody. */
function slotOf(memory: number, passes: number, lanes: number): Slot {
  const content = randomBytes(88);
  content.writeUInt32BE(memory, 0);
  content.writeUInt32BE(passes, 4);
  content.writeUInt32BE(lanes, 8);
  return { type: 1, content };
}

/** Puts any slot into an envelope. */
function asRecipient(slot: Slot): Recipient {
  return { wrapFileKey: async () => slot };
}

describe('a passphrase', () => {
  it('opens what was sealed for it, and nothing else does', async () => {
    const fileKey = newFileKey();
    const slot = await new Passphrase('open sesame').wrapFileKey(fileKey);
    expect(await new Passphrase('open sesame').unwrapFileKey(slot)).toEqual(fileKey);
    for (const other of ['Open sesame', 'open sesame ', 'open  sesame', 'x'.repeat(10_000)]) {
      expect(await new Passphrase(other).unwrapFileKey(slot)).toBeNull();
    }
  });

  it('is the same composed and decomposed', async () => {
    const fileKey = newFileKey();
    const slot = await new Passphrase('caf\u00e9 \u1e9b\u0323').wrapFileKey(fileKey);
    expect(await new Passphrase('cafe\u0301 \u1e9b\u0323').unwrapFileKey(slot)).toEqual(fileKey);
    expect(await new Passphrase('cafe').unwrapFileKey(slot)).toBeNull();
  });

  it('may hold anything that is Unicode, NUL included', async () => {
    const fileKey = newFileKey();
    const slot = await new Passphrase('a\0b').wrapFileKey(fileKey);
    expect(await new Passphrase('a\0b').unwrapFileKey(slot)).toEqual(fileKey);
    expect(await new Passphrase('a').unwrapFileKey(slot)).toBeNull();
  });

  it.each([
    ['empty', '', 'empty'],
    ['half a surrogate pair', 'a\ud83d', 'lone-surrogate'],
    ['the other half', '\ude00b', 'lone-surrogate'],
    ['surrogates in the wrong order', '\ude00\ud83d', 'lone-surrogate'],
  ])('is refused when it is %s', (_, text, reason) => {
    expect(() => new Passphrase(text)).toThrow(
      expect.objectContaining({ code: 'passphrase-unusable', facts: { reason } }),
    );
  });

  it('is paid for once in a session: one salt, new nonces', async () => {
    const passphrase = new Passphrase('secret');
    const [one, two] = [
      await passphrase.wrapFileKey(newFileKey()),
      await passphrase.wrapFileKey(newFileKey()),
    ];
    expect(derivations).toEqual([
      expect.objectContaining({ memory: 64 * mebibyte, passes: 3, parallelism: 4 }),
    ]);
    expect(one.content.subarray(0, 28)).toEqual(two.content.subarray(0, 28));
    expect(one.content.subarray(28, 40)).not.toEqual(two.content.subarray(28, 40));
    await passphrase.unwrapFileKey(one);
    expect(derivations).toHaveLength(1);
  });

  it('opens what other sessions sealed, each with the key of its own salt', async () => {
    const passphrase = new Passphrase('secret');
    const fileKeys = [newFileKey(), newFileKey()];
    const slots = await Promise.all(fileKeys.map((key) => new Passphrase('secret').wrapFileKey(key)));
    await passphrase.wrapFileKey(newFileKey());
    for (const [number, slot] of slots.entries()) {
      expect(await passphrase.unwrapFileKey(slot)).toEqual(fileKeys[number]);
    }
  });

  it('is prepared before there is anything to seal', async () => {
    const passphrase = new Passphrase('secret');
    passphrase.prepare();
    expect(derivations).toHaveLength(1);
    await passphrase.wrapFileKey(newFileKey());
    expect(derivations).toHaveLength(1);
  });

  it('has another salt in another session', async () => {
    const slots = [new Passphrase('secret'), new Passphrase('secret')].map((one) =>
      one.wrapFileKey(newFileKey()),
    );
    const [one, two] = await Promise.all(slots);
    expect(one?.content.subarray(12, 28)).not.toEqual(two?.content.subarray(12, 28));
  });

  it('seals nothing once it was forgotten', async () => {
    const passphrase = new Passphrase('secret');
    await passphrase.destroy();
    await expect(passphrase.wrapFileKey(newFileKey())).rejects.toThrow('forgotten');
    await expect(passphrase.destroy()).resolves.toBeUndefined();
  });

  it('does not open a slot of another type, though all else is right', async () => {
    const passphrase = new Passphrase('secret');
    const slot = await passphrase.wrapFileKey(newFileKey());
    expect(await passphrase.unwrapFileKey({ ...slot, type: 2 })).toBeNull();
  });

  it.each([0, 31, 33, 64])(
    'does not take %d bytes for a file key, though their tag is right',
    async (length) => {
      const passphrase = new Passphrase('secret');
      const slot = await passphrase.wrapFileKey(asFileKey(randomBytes(length)));
      expect(await passphrase.unwrapFileKey(slot)).toBeNull();
    },
  );

  it('skips a slot that is cut anywhere', async () => {
    const { content } = slotOf(8, 1, 1);
    for (let length = 0; length < content.length; length += 1) {
      const cut = { type: 1, content: content.subarray(0, length) };
      expect(await new Passphrase('secret').unwrapFileKey(cut)).toBeNull();
    }
    expect(derivations).toEqual([]);
  });

  it('does not open a slot in which any bit differs', async () => {
    const passphrase = new Passphrase('secret');
    const slot = await passphrase.wrapFileKey(newFileKey());
    for (let bit = 12 * 8; bit < slot.content.length * 8; bit += 1) {
      const content = Buffer.from(slot.content);
      content.writeUInt8(content.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await passphrase.unwrapFileKey({ ...slot, content })).toBeNull();
    }
  });
});

describe('the cost of a key', () => {
  it.each([
    ['the least there is', 8, 1, 1],
    ['256 MiB', 256 * mebibyte, 1, 1],
    ['16 passes', mebibyte, 16, 1],
    ['16 lanes', mebibyte, 1, 16],
    ['4 GiB in 16 passes of 256 MiB', 256 * mebibyte, 16, 16],
  ])('is granted without asking: %s', async (_, memory, passes, lanes) => {
    const ask = vi.fn(async () => false);
    expect(await new Passphrase('secret', ask).unwrapFileKey(slotOf(memory, passes, lanes))).toBeNull();
    expect(derivations).toEqual([expect.objectContaining({ memory, passes, parallelism: lanes })]);
    expect(ask).not.toHaveBeenCalled();
  });

  it.each([
    ['a little more than 256 MiB', 256 * mebibyte + 1, 1, 1],
    ['1 GiB', gibibyte, 1, 16],
    ['4 GiB in 4 passes of 1 GiB', gibibyte, 4, 1],
  ])('is granted when the user agrees: %s', async (_, memory, passes, lanes) => {
    const ask = vi.fn(async () => true);
    const passphrase = new Passphrase('secret', ask);
    const slot = slotOf(memory, passes, lanes);
    expect(await passphrase.unwrapFileKey(slot)).toBeNull();
    expect(ask).toHaveBeenCalledExactlyOnceWith(memory * 1024);
    expect(derivations).toHaveLength(1);
    await passphrase.unwrapFileKey(slot);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('is refused, and nothing derived, when the user does not agree, or nobody can be asked', async () => {
    for (const passphrase of [new Passphrase('secret', async () => false), new Passphrase('secret')]) {
      await expect(passphrase.unwrapFileKey(slotOf(gibibyte, 1, 1))).rejects.toMatchObject({
        name: 'CostRefused',
      });
    }
    expect(derivations).toEqual([]);
  });

  it.each([
    ['more than 1 GiB', gibibyte + 1, 1, 1],
    ['17 passes', mebibyte, 17, 1],
    ['17 lanes', mebibyte, 1, 17],
    ['more than 4 GiB in passes', gibibyte, 5, 1],
    ['a little more than 4 GiB in passes', 256 * mebibyte + 1, 16, 1],
    ['all that can be written', 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 24],
  ])('is refused without asking or deriving: %s', async (_, memory, passes, lanes) => {
    const ask = vi.fn(async () => true);
    const unwrapping = new Passphrase('secret', ask).unwrapFileKey(slotOf(memory, passes, lanes));
    await expect(unwrapping).rejects.toMatchObject({ name: 'CostRefused' });
    expect(ask).not.toHaveBeenCalled();
    expect(derivations).toEqual([]);
  });

  it.each([
    ['no passes', mebibyte, 0, 1],
    ['no lanes', mebibyte, 1, 0],
    ['less than 8 KiB a lane', 31, 1, 4],
    ['no memory', 0, 1, 1],
  ])('skips a slot that Argon2 does not know: %s', async (_, memory, passes, lanes) => {
    expect(await new Passphrase('secret').unwrapFileKey(slotOf(memory, passes, lanes))).toBeNull();
    expect(derivations).toEqual([]);
  });

  it('keeps nobody from another slot, before it or behind it', async () => {
    const identity = X25519Identity.generate();
    const costly = asRecipient(slotOf(gibibyte, 16, 1));
    for (const recipients of [
      [costly, identity.recipient],
      [identity.recipient, costly],
    ]) {
      const { bytes } = await createEnvelope(recipients, 0);
      await expect(openEnvelope(bytes, [new Passphrase('x'), identity], 'n')).resolves.toBeDefined();
    }
  });

  it('is the error when no other slot opens', async () => {
    const { bytes } = await createEnvelope(
      [asRecipient(slotOf(gibibyte, 16, 1)), asRecipient(slotOf(8, 1, 1))],
      0,
    );
    const opening = openEnvelope(bytes, [new Passphrase('x')], 'n');
    await expect(opening).rejects.toMatchObject({ code: 'key-derivation-too-costly', facts: { name: 'n' } });
  });
});

describe('a slot that two passphrases open to different keys', () => {
  const cost = { memory: 128, passes: 1, parallelism: 1 };
  const salt = randomBytes(16);
  const nonce = randomBytes(12);

  function keyOf(passphrase: string): Buffer {
    return argon2Sync('argon2id', { message: passphrase, nonce: salt, ...cost, tagLength: 32 });
  }

  /**
   * AES-GCM does not commit to its key: with one block of the ciphertext free, its tag can be made right under
   * two keys, by solving a linear equation in GF(2^128).
   */
  function twoFacedSlot(): Slot {
    const content = Buffer.alloc(88);
    content.writeUInt32BE(cost.memory, 0);
    content.writeUInt32BE(cost.passes, 4);
    content.writeUInt32BE(cost.parallelism, 8);
    content.set(salt, 12);
    content.set(nonce, 28);
    const associated = Buffer.concat([encodeSlot({ type: 1, content }).subarray(0, 31), Buffer.alloc(1)]);
    const first = randomBytes(16);
    const lengths = Buffer.alloc(16);
    lengths.writeBigUInt64BE(31n * 8n, 0);
    lengths.writeBigUInt64BE(32n * 8n, 8);
    const faces = ['one', 'two'].map((passphrase) => {
      const key = keyOf(passphrase);
      const hashKey = gcmHashKey(key);
      const mask = createCipheriv('aes-256-ecb', key, null).update(
        Buffer.concat([nonce, Buffer.from([0, 0, 0, 1])]),
      );
      // GHASH with zeros in place of the free block, and the factor of that block.
      const blocks = [associated.subarray(0, 16), associated.subarray(16), first, Buffer.alloc(16), lengths];
      const hash = blocks.reduce((sum, block) => gcmMultiply(sum ^ numberOf(block), hashKey), 0n);
      return { rest: hash ^ numberOf(mask), factor: gcmMultiply(hashKey, hashKey) };
    });
    const [one, two] = faces as [(typeof faces)[0], (typeof faces)[0]];
    const second = gcmMultiply(one.rest ^ two.rest, gcmInverse(one.factor ^ two.factor));
    const tag = one.rest ^ gcmMultiply(second, one.factor);
    content.set(Buffer.concat([first, blockOf(second), blockOf(tag)]), 40);
    return { type: 1, content };
  }

  it('can be made', async () => {
    const slot = twoFacedSlot();
    const keys = await Promise.all(['one', 'two'].map((text) => new Passphrase(text).unwrapFileKey(slot)));
    expect(keys).toEqual([expect.any(Buffer), expect.any(Buffer)]);
    expect(keys[0]).not.toEqual(keys[1]);
    expect(await new Passphrase('three').unwrapFileKey(slot)).toBeNull();
  });

  it('opens an archive for one of them at most', async () => {
    const slot = twoFacedSlot();
    const { bytes } = await createEnvelope([asRecipient(slot)], 0);
    for (const winner of ['one', 'two']) {
      const key = keyOf(winner);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      const fileKey = asFileKey(decipher.update(slot.content.subarray(40, 72)));
      const envelope = await rewrapEnvelope(bytes, fileKey, [asRecipient(slot)]);
      const outcomes = ['one', 'two'].map((text) =>
        openEnvelope(envelope, [new Passphrase(text)], 'n').then(
          () => `opened by ${text}`,
          (error: { code: string }) => error.code,
        ),
      );
      const expected = ['one', 'two'].map((text) =>
        text === winner ? `opened by ${text}` : 'passphrase-or-envelope-wrong',
      );
      expect(await Promise.all(outcomes)).toEqual(expected);
    }
  });
});

function numberOf(block: Buffer): bigint {
  return BigInt(`0x${block.toString('hex')}`);
}

function blockOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}
