import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createEnvelope, openEnvelope } from '../../../src/crypto/envelope/envelope.ts';
import { newFileKey } from '../../../src/crypto/envelope/keys.ts';
import { Passphrase } from '../../../src/crypto/envelope/passphrase.ts';
import { X25519Identity } from '../../../src/crypto/envelope/x25519.ts';
import { FloeDecryptor } from '../../../src/crypto/floe/decryptor.ts';
import { FloeEncryptor } from '../../../src/crypto/floe/encryptor.ts';
import { SecureFileStorage } from '../../../src/crypto/SecureFileStorage.ts';
import { chunksOf, collect, sourceOf } from '../../crypto/support/archives.ts';

/** The very memory of every secret that was derived, by what it was derived with. */
const derived = vi.hoisted(() => ({
  argon2: [] as Buffer[],
  diffieHellman: [] as Buffer[],
  hkdf: [] as Buffer[],
  hmac: [] as Buffer[],
  decipher: [] as Buffer[],
}));

vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  function kept<T extends Buffer>(list: Buffer[], secret: T): T {
    list.push(secret);
    return secret;
  }
  const argon2: typeof crypto.argon2 = (algorithm, parameters, callback) => {
    if (parameters.memory === 9) return callback(new Error('no memory'), Buffer.alloc(0));
    crypto.argon2(algorithm, { ...parameters, memory: 128, passes: 1 }, (error, key) =>
      callback(error, kept(derived.argon2, key)),
    );
  };
  const diffieHellman = (options: Parameters<typeof crypto.diffieHellman>[0]) =>
    kept(derived.diffieHellman, crypto.diffieHellman(options) as Buffer);
  const hkdfSync: typeof crypto.hkdfSync = (...parameters) => {
    const secret = crypto.hkdfSync(...parameters);
    derived.hkdf.push(Buffer.from(secret));
    return secret;
  };
  const createHmac: typeof crypto.createHmac = (...parameters) => {
    const hmac = crypto.createHmac(...parameters);
    const digest = hmac.digest.bind(hmac) as () => Buffer;
    return Object.assign(hmac, { digest: () => kept(derived.hmac, digest()) });
  };
  const createDecipheriv = (...parameters: Parameters<typeof crypto.createDecipheriv>) => {
    const decipher = crypto.createDecipheriv(...parameters);
    const update = decipher.update.bind(decipher) as (data: Buffer) => Buffer;
    return Object.assign(decipher, { update: (data: Buffer) => kept(derived.decipher, update(data)) });
  };
  return { ...crypto, argon2, diffieHellman, hkdfSync, createHmac, createDecipheriv };
});

beforeEach(() => {
  for (const list of Object.values(derived)) list.length = 0;
});

/** Expects so many secrets, and nothing left of any. */
function expectWiped(secrets: readonly Buffer[], count: number): void {
  expect(secrets).toHaveLength(count);
  for (const secret of secrets) expect(secret.equals(Buffer.alloc(secret.length))).toBe(true);
}

const identity = X25519Identity.generate();

describe('nothing is left', () => {
  it('of what wrapped and unwrapped a file key for a recipient', async () => {
    const slot = await identity.recipient.wrapFileKey(newFileKey());
    await identity.unwrapFileKey(slot);
    expectWiped(derived.diffieHellman, 2);
    expectWiped(derived.hkdf, 2);
  });

  it('of what was unwrapped with a wrong tag', async () => {
    const slot = await identity.recipient.wrapFileKey(newFileKey());
    slot.content.writeUInt8(slot.content.readUInt8(79) ^ 1, 79);
    expect(await identity.unwrapFileKey(slot)).toBeNull();
    expectWiped(derived.decipher, 1);
    expectWiped(derived.hkdf, 2);
  });

  it('of the key of the slots MAC', async () => {
    await createEnvelope([{ wrapFileKey: async () => ({ type: 77, content: Buffer.alloc(1) }) }], 0);
    expectWiped(derived.hkdf, 1);
  });

  it('of a file key whose MAC is wrong', async () => {
    const { bytes } = await createEnvelope([identity.recipient], 0);
    const fileKey = newFileKey();
    const opening = openEnvelope(bytes, [{ unwrapFileKey: async () => fileKey }], 'n');
    await expect(opening).rejects.toMatchObject({ code: 'passphrase-or-envelope-wrong' });
    expectWiped([fileKey], 1);
  });

  it('of what was derived from a passphrase that is forgotten, though one derivation failed', async () => {
    const passphrase = new Passphrase('secret');
    const slot = await passphrase.wrapFileKey(newFileKey());
    const other = await new Passphrase('secret').wrapFileKey(newFileKey());
    derived.argon2.pop();
    await passphrase.unwrapFileKey(other);
    slot.content.writeUInt32BE(9, 0);
    slot.content.writeUInt32BE(1, 8);
    await expect(passphrase.unwrapFileKey(slot)).rejects.toThrow('no memory');
    await passphrase.destroy();
    expectWiped(derived.argon2, 2);
  });

  it('of the keys of a payload once it was sealed, and once it was opened', () => {
    const parameters = { encryptedSegmentLength: 64, keyRotationMask: 20 };
    const [key, bound] = [Buffer.alloc(32, 1), Buffer.alloc(28, 2)];
    const encryptor = FloeEncryptor.start(parameters, key, bound);
    const segment = encryptor.encryptSegment(Buffer.alloc(3), true);
    const decryptor = new FloeDecryptor(parameters, key, bound, encryptor.header);
    decryptor.decryptSegment(segment, 0, true);
    decryptor.close();
    // For each: the tag of the header, which is no secret, the key of the message, and that of the segment.
    const keys = derived.hmac.filter((_, number) => number % 3 !== 0);
    expectWiped(
      keys.map((secret, number) => (number % 2 === 0 ? secret : secret.subarray(0, 32))),
      4,
    );
  });

  it.each(['arrives', 'is read in part'])('of the keys of an archive that %s', async (way) => {
    const storage = new SecureFileStorage([identity.recipient], [identity]);
    const archive = await collect(
      storage.seal(await storage.plan([]), { name: 'n', created: new Date(0) }).chunks,
    );
    for (const list of Object.values(derived)) list.length = 0;
    if (way === 'arrives') await storage.listStream(chunksOf(archive), 'n');
    else await storage.list(sourceOf(archive), 'n');
    // Those of the slot and of its MAC, and that of the payload.
    expectWiped(derived.hkdf, 3);
    // Behind the tags of the envelope and of the header, which are no secrets.
    const [, , message, segment] = derived.hmac;
    expectWiped([message ?? Buffer.alloc(1, 1), segment?.subarray(0, 32) ?? Buffer.alloc(1, 1)], 2);
  });
});
