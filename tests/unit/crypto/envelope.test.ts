import { createHmac, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createEnvelope,
  envelopeHeadLength,
  envelopeLength,
  openEnvelope,
  readEnvelopeHead,
  rewrapEnvelope,
} from '../../../src/crypto/envelope/envelope.ts';
import { asFileKey, newFileKey } from '../../../src/crypto/envelope/keys.ts';
import {
  decodeSlots,
  encodeSlots,
  type Identity,
  type Recipient,
  type Slot,
} from '../../../src/crypto/envelope/slot.ts';
import { X25519Identity, X25519Recipient } from '../../../src/crypto/envelope/x25519.ts';

const identity = X25519Identity.generate();
const stranger = X25519Identity.generate();
const wrong = { code: 'passphrase-or-envelope-wrong', facts: { name: 'n' } };

function asRecipient(slot: Slot): Recipient {
  return { wrapFileKey: async () => slot };
}

/** An envelope with any slots block, and a MAC that is right. */
async function envelopeWith(block: (slot: Slot) => Buffer): Promise<Buffer> {
  const fileKey = newFileKey();
  const slot = await identity.recipient.wrapFileKey(fileKey);
  const { bytes } = await createEnvelope([identity.recipient], 0);
  const slots = block(slot);
  const head = Buffer.from(bytes.subarray(0, envelopeHeadLength));
  head.writeUInt32BE(slots.length, 28);
  const authenticated = Buffer.concat([head, slots]);
  const key = Buffer.from(hkdfSync('sha256', fileKey, head.subarray(12, 28), 'secure-client v1 slots', 32));
  return Buffer.concat([authenticated, createHmac('sha256', key).update(authenticated).digest()]);
}

describe('an envelope', () => {
  it('is 2,048 bytes long, whoever it is for', async () => {
    for (const count of [1, 2, 16]) {
      const { bytes } = await createEnvelope(
        Array.from({ length: count }, () => identity.recipient),
        1,
      );
      expect(bytes.length).toBe(2048);
      expect(envelopeLength(bytes.subarray(0, 32), 'n')).toBe(2048);
    }
  });

  it('opens for each of its recipients, and for nobody else', async () => {
    const other = X25519Identity.generate();
    const { bytes, archiveId } = await createEnvelope([identity.recipient, other.recipient], 1);
    for (const one of [identity, other]) {
      const opened = await openEnvelope(bytes, [stranger, one], 'n');
      expect(opened).toMatchObject({ archiveId, content: 1, bound: bytes.subarray(0, 28) });
    }
    await expect(openEnvelope(bytes, [stranger], 'n')).rejects.toMatchObject(wrong);
    await expect(openEnvelope(bytes, [], 'n')).rejects.toMatchObject(wrong);
  });

  it('says before its slots what it was made with', async () => {
    const { bytes, archiveId, bound } = await createEnvelope([identity.recipient], 1);
    expect(readEnvelopeHead(bytes)).toEqual({ archiveId, content: 1, bound });
  });

  it('has a new file key and a new id each time', async () => {
    const [one, two] = [
      await createEnvelope([identity.recipient], 0),
      await createEnvelope([identity.recipient], 0),
    ];
    expect(one.fileKey).not.toEqual(two.fileKey);
    expect(one.archiveId).not.toEqual(two.archiveId);
  });

  it('is for one recipient at least, and sixteen at most', async () => {
    const many = (count: number) => Array.from({ length: count }, () => identity.recipient);
    await expect(createEnvelope([], 0)).rejects.toThrow(RangeError);
    await expect(createEnvelope(many(17), 0)).rejects.toMatchObject({ code: 'recipients-too-many' });
    const { bytes, fileKey } = await createEnvelope(many(16), 0);
    await expect(rewrapEnvelope(bytes, fileKey, many(17))).rejects.toMatchObject({
      code: 'recipients-too-many',
    });
    await expect(rewrapEnvelope(bytes, fileKey, [])).rejects.toThrow(RangeError);
  });

  it('changes its recipients and keeps the rest', async () => {
    const { bytes, fileKey } = await createEnvelope([identity.recipient], 0);
    const changed = await rewrapEnvelope(bytes, fileKey, [stranger.recipient]);
    expect(changed.subarray(0, 32)).toEqual(bytes.subarray(0, 32));
    expect(changed.length).toBe(bytes.length);
    expect((await openEnvelope(changed, [stranger], 'n')).fileKey).toEqual(fileKey);
    await expect(openEnvelope(changed, [identity], 'n')).rejects.toMatchObject(wrong);
  });

  it('is not opened with a part of one and a part of the other', async () => {
    const { bytes, fileKey } = await createEnvelope([identity.recipient], 0);
    const changed = await rewrapEnvelope(bytes, fileKey, [stranger.recipient]);
    const mixed = Buffer.concat([changed.subarray(0, 2016), bytes.subarray(2016)]);
    await expect(openEnvelope(mixed, [identity, stranger], 'n')).rejects.toMatchObject(wrong);
  });

  it('tells what kept an identity from trying, if it was not the cost', async () => {
    const failing: Identity = { unwrapFileKey: () => Promise.reject(new Error('no memory')) };
    const { bytes } = await createEnvelope([identity.recipient], 0);
    await expect(openEnvelope(bytes, [failing], 'n')).rejects.toThrow('no memory');
  });
});

describe('the start of an archive is refused when', () => {
  it.each<[string, (head: Buffer) => unknown, string]>([
    ['its magic is another', (head) => head.writeUInt8(0x88, 0), 'not-an-archive'],
    ['line ends were converted', (head) => head.writeUInt8(0x0a, 4), 'not-an-archive'],
    ['its version is another', (head) => head.writeUInt8(2, 8), 'archive-version-unknown'],
    ['its content is unknown', (head) => head.writeUInt8(2, 9), 'archive-damaged'],
    ['reserved bytes are used', (head) => head.writeUInt16BE(1, 10), 'archive-damaged'],
    ['its slots are longer than allowed', (head) => head.writeUInt32BE(65_537, 28), 'archive-damaged'],
    ['its slots are longer than all', (head) => head.writeUInt32BE(2 ** 32 - 1, 28), 'archive-damaged'],
  ])('%s', async (_, change, code) => {
    const head = Buffer.from((await createEnvelope([identity.recipient], 0)).bytes.subarray(0, 32));
    change(head);
    const facts = expect.objectContaining({ name: 'n' });
    expect(() => envelopeLength(head, 'n')).toThrow(expect.objectContaining({ code, facts }));
  });

  it('it is cut anywhere', async () => {
    const { bytes } = await createEnvelope([identity.recipient], 0);
    for (let length = 0; length < envelopeHeadLength; length += 1) {
      expect(() => envelopeLength(bytes.subarray(0, length), 'n')).toThrow(
        expect.objectContaining({ code: 'not-an-archive' }),
      );
    }
  });
});

it('the start of an archive may announce 64 KiB of slots', async () => {
  const head = Buffer.from((await createEnvelope([identity.recipient], 0)).bytes.subarray(0, 32));
  head.writeUInt32BE(65_536, 28);
  expect(envelopeLength(head, 'n')).toBe(32 + 65_536 + 32);
});

describe('a slots block', () => {
  const unknown: Slot = { type: 77, content: Buffer.from('from the future') };

  it('opens though it holds slots of unknown types, or of unknown lengths', async () => {
    const longer: Slot = { type: 2, content: randomBytes(81) };
    const shorter: Slot = { type: 1, content: randomBytes(87) };
    const empty: Slot = { type: 0, content: Buffer.alloc(0) };
    const envelope = await envelopeWith((slot) => encodeSlots([unknown, longer, shorter, empty, slot], 500));
    await expect(openEnvelope(envelope, [identity], 'n')).resolves.toBeDefined();
  });

  it('opens with sixteen slots, the last of which fits, and without padding', async () => {
    const fifteen = Array.from({ length: 15 }, () => unknown);
    const length = 1 + 15 * (3 + unknown.content.length) + 83;
    const envelope = await envelopeWith((slot) => encodeSlots([...fifteen, slot], length));
    await expect(openEnvelope(envelope, [identity], 'n')).resolves.toBeDefined();
  });

  it('opens though slots for others hold points of low order', async () => {
    const zero: Slot = { type: 2, content: Buffer.concat([Buffer.alloc(32), randomBytes(48)]) };
    const one: Slot = {
      type: 2,
      content: Buffer.concat([Buffer.from([1]), Buffer.alloc(31), randomBytes(48)]),
    };
    const envelope = await envelopeWith((slot) => encodeSlots([zero, one, slot], 500));
    await expect(openEnvelope(envelope, [identity], 'n')).resolves.toBeDefined();
  });

  it.each<[string, (slot: Slot) => Buffer]>([
    ['it holds seventeen slots', (slot) => withCount(encodeSlots([slot], 1984), 17)],
    ['it counts one slot too many', (slot) => withCount(encodeSlots([slot], 84), 2)],
    ['it counts one slot too few', (slot) => withCount(encodeSlots([unknown, slot], 200), 1)],
    ['it counts none', (slot) => withCount(encodeSlots([slot], 84), 0)],
    ['a slot is longer than it', (slot) => withLength(encodeSlots([slot], 100), 98)],
    ['a slot is a byte longer than what is left', (slot) => withLength(encodeSlots([slot], 84), 81)],
    ['the head of a slot is cut', (slot) => withCount(encodeSlots([slot], 86), 2)],
    ['it is empty', () => Buffer.alloc(0)],
    [
      'something but zeros follows the slots',
      (slot) => Buffer.concat([encodeSlots([slot], 84), Buffer.from([0, 1])]),
    ],
  ])('is refused when %s, though its MAC is right', async (_, block) => {
    await expect(openEnvelope(await envelopeWith(block), [identity], 'n')).rejects.toMatchObject(wrong);
  });

  it('comes back as it was written', () => {
    const slot = fc.record({
      type: fc.integer({ min: 0, max: 255 }),
      content: fc.uint8Array({ maxLength: 100 }).map((content) => Buffer.from(content)),
    });
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 16 }), (slots) => {
        const length = slots.reduce((sum, { content }) => sum + 3 + content.length, 1);
        for (const room of [1984, length]) expect(decodeSlots(encodeSlots(slots, room))).toEqual(slots);
      }),
    );
  });

  it('holds no more recipients than fit, in an envelope that another program made smaller', async () => {
    const envelope = await envelopeWith((slot) => encodeSlots([slot], 100));
    const { fileKey } = await openEnvelope(envelope, [identity], 'n');
    const two = [identity.recipient, stranger.recipient];
    await expect(rewrapEnvelope(envelope, fileKey, two)).rejects.toMatchObject({
      code: 'recipients-too-many',
    });
  });

  it('never makes its reader fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (block) => {
        const slots = decodeSlots(Buffer.from(block));
        expect(slots === null || slots.length <= 16).toBe(true);
      }),
    );
  });
});

describe('an X25519 recipient', () => {
  it('is written as text and read again', () => {
    const text = identity.recipient.toString();
    expect(text).toMatch(/^x25519:[A-Za-z0-9_-]{43}$/);
    expect(X25519Recipient.parse(text).toString()).toBe(text);
  });

  it.each([
    '',
    'x25519:',
    'x25519:AAAA',
    `X25519:${'A'.repeat(43)}`,
    `x25519:${'A'.repeat(44)}`,
    `x25519:${'A'.repeat(42)}B=`,
    `x25519:${'A'.repeat(42)}B`,
    ` x25519:${'A'.repeat(43)}`,
  ])('is not %j', (text) => {
    expect(() => X25519Recipient.parse(text)).toThrow(
      expect.objectContaining({ code: 'recipient-unusable', facts: { recipient: text } }),
    );
  });

  it('is refused for sealing when it is a point of low order', async () => {
    for (const point of [Buffer.alloc(32), Buffer.concat([Buffer.from([1]), Buffer.alloc(31)])]) {
      const recipient = X25519Recipient.parse(`x25519:${point.toString('base64url')}`);
      await expect(recipient.wrapFileKey(newFileKey())).rejects.toMatchObject({
        code: 'recipient-unusable',
        facts: { recipient: recipient.toString() },
      });
    }
  });

  it('gets another ephemeral key in each slot', async () => {
    const fileKey = newFileKey();
    const [one, two] = [
      await identity.recipient.wrapFileKey(fileKey),
      await identity.recipient.wrapFileKey(fileKey),
    ];
    expect(one.content.subarray(0, 32)).not.toEqual(two.content.subarray(0, 32));
  });

  it('has a private half that is kept as PEM', async () => {
    const fileKey = newFileKey();
    const slot = await identity.recipient.wrapFileKey(fileKey);
    expect(await X25519Identity.parse(identity.toPem())?.unwrapFileKey(slot)).toEqual(fileKey);
    expect(X25519Identity.parse('no key')).toBeNull();
  });

  it('has no private half of another kind', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(X25519Identity.parse(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toBeNull();
  });

  it('does not open a slot of another type, though all else is right', async () => {
    const slot = await identity.recipient.wrapFileKey(newFileKey());
    expect(await identity.unwrapFileKey({ ...slot, type: 3 })).toBeNull();
  });

  it.each([0, 31, 33, 64])(
    'does not take %d bytes for a file key, though their tag is right',
    async (length) => {
      const slot = await identity.recipient.wrapFileKey(asFileKey(randomBytes(length)));
      expect(await identity.unwrapFileKey(slot)).toBeNull();
    },
  );

  it('does not open a slot in which any bit differs', async () => {
    const slot = await identity.recipient.wrapFileKey(asFileKey(randomBytes(32)));
    for (let bit = 0; bit < slot.content.length * 8; bit += 1) {
      const content = Buffer.from(slot.content);
      content.writeUInt8(content.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await identity.unwrapFileKey({ ...slot, content })).toBeNull();
    }
    await expect(
      openEnvelope((await createEnvelope([asRecipient(slot)], 0)).bytes, [identity], 'n'),
    ).rejects.toMatchObject(wrong);
  });
});

function withCount(block: Buffer, count: number): Buffer {
  block.writeUInt8(count, 0);
  return block;
}

function withLength(block: Buffer, length: number): Buffer {
  block.writeUInt16BE(length, 2);
  return block;
}
