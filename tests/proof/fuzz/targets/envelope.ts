import { createHmac } from 'node:crypto';
import { UserError } from '../../../../src/common/errors.ts';
import {
  envelopeHeadLength,
  envelopeLength,
  magic,
  openEnvelope,
} from '../../../../src/crypto/envelope/envelope.ts';
import { asFileKey, deriveSlotsKey } from '../../../../src/crypto/envelope/keys.ts';
import {
  decodeSlots,
  encodeSlots,
  type Identity,
  maximumSlots,
} from '../../../../src/crypto/envelope/slot.ts';
import { X25519Identity } from '../../../../src/crypto/envelope/x25519.ts';
import { envelopeLength as lengthForServer } from '../../../../src/server/store/envelope.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowing, allowingNow } from './allowing.ts';

const macLength = 32;
const fileKey = asFileKey(Buffer.alloc(32, 7));
/** Opens slots of type 9 without a key, so that what lies behind the slots is reached. */
const anybody: Identity = {
  unwrapFileKey: async ({ type }) => (type === 9 ? asFileKey(Buffer.from(fileKey)) : null),
};

/** An envelope without its MAC, which is put behind it: refused, or opened as what it says, and as the server sees it. */
export const create: CreateTarget = () => {
  const identities = [anybody, X25519Identity.generate()];
  const envelope = (slots: Buffer) => {
    const head = Buffer.alloc(envelopeHeadLength);
    head.set(magic);
    head[8] = 1;
    head.writeUInt32BE(slots.length, envelopeHeadLength - 4);
    return Buffer.concat([head, slots]);
  };
  const slot = (type: number, length: number) => ({ type, content: Buffer.alloc(length, type) });
  return {
    seeds: [
      envelope(encodeSlots([slot(9, 4)], 64)),
      envelope(encodeSlots([slot(2, 80), slot(9, 0)], 128)),
      envelope(encodeSlots([slot(1, 88), slot(3, 1)], 128)),
      envelope(
        encodeSlots(
          Array.from({ length: maximumSlots }, () => slot(7, 1)),
          128,
        ),
      ),
      envelope(Buffer.alloc(0)),
    ],
    dictionary: ['\x89SCA\r\n\x1a\n', '\x09\0\0', '\x02\0\x50', '\0\0\0\0', '\0\x01\0\0', '\x10'],
    maximumLength: 1024,
    async run(input) {
      const length = allowingNow(
        () => envelopeLength(input.subarray(0, envelopeHeadLength), 'x'),
        [UserError],
      );
      const server = lengthForServer(input.subarray(0, envelopeHeadLength));
      must(length === undefined || server === length, 'the server sees another length');
      if (length === undefined) return;
      const slots = decodeSlots(input.subarray(envelopeHeadLength));
      if (slots && input.length > envelopeHeadLength) {
        const again = encodeSlots(slots, input.length - envelopeHeadLength);
        must(
          again.equals(input.subarray(envelopeHeadLength)),
          'slots that are written otherwise than they are read',
        );
      }
      if (length !== input.length + macLength) return;
      const key = deriveSlotsKey(fileKey, input.subarray(12, 28));
      const mac = createHmac('sha256', key).update(input).digest();
      const opened = await allowing(() => openEnvelope(Buffer.concat([input, mac]), identities, 'x'));
      must(opened === undefined || slots?.some(({ type }) => type === 9) === true, 'opened without a slot');
      mac.writeUInt8(mac.readUInt8(0) ^ 1);
      const altered = await allowing(() => openEnvelope(Buffer.concat([input, mac]), identities, 'x'));
      must(altered === undefined, 'opened with a wrong MAC');
    },
  };
};
