import { X25519Identity } from '../../../../src/crypto/envelope/x25519.ts';
import { openSegments } from '../../../../src/crypto/open/openSegments.ts';
import { segmentLength } from '../../../../src/crypto/payload.ts';
import { sealSegments } from '../../../../src/crypto/seal/sealSegments.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowing } from './allowing.ts';

const editLength = 9;
const edits = ['flip', 'remove', 'put', 'copy', 'swap', 'cut'] as const;

/**
 * Edits of a sealed archive, after a byte that chooses the archive: each a byte for its kind, two places of three bytes
 * and a length of two. Only what was not altered opens, and as what was sealed.
 */
export const create: CreateTarget = async () => {
  const identity = X25519Identity.generate();
  const plaintexts = [700, segmentLength + 20, segmentLength, 0].map((length) =>
    Buffer.alloc(length, 'plain'),
  );
  const archives = await Promise.all(plaintexts.map((plaintext) => seal(plaintext, identity)));
  const edit = (kind: (typeof edits)[number], at: number, other = 0, length = 1) => {
    const bytes = Buffer.alloc(editLength);
    bytes[0] = edits.indexOf(kind);
    bytes.writeUIntBE(at, 1, 3);
    bytes.writeUIntBE(other, 4, 3);
    bytes.writeUInt16BE(length, 7);
    return bytes;
  };
  const all = (which: number, ...made: Buffer[]) => Buffer.concat([Buffer.of(which), ...made]);
  return {
    seeds: [
      all(0),
      all(1),
      all(2),
      all(3),
      all(0, edit('flip', 9)),
      all(0, edit('flip', 2060)),
      all(1, edit('cut', 2048 + 74 + 262_144)),
      all(1, edit('swap', 2048 + 74, 2048 + 74 + 262_144, 52)),
      all(0, edit('put', 0xffffff, 0, 3)),
      all(0, edit('copy', 2100, 2200, 40)),
      all(0, edit('remove', 2048, 0, 74), edit('flip', 1)),
    ],
    dictionary: ['\0\x08\0', '\0\x08\x4a', '\xff\xff\xff\xff', '\0\x01', '\0\x4a'],
    maximumLength: 128,
    async run(input) {
      const which = (input[0] ?? 0) % archives.length;
      const [sealed = Buffer.alloc(0), plaintext] = [archives[which], plaintexts[which]];
      const altered = applyEdits(sealed, input.subarray(1));
      const opened = await allowing(async () => {
        const parts: Buffer[] = [];
        const { segments } = await openSegments(chunksOf(altered), [identity], 'x');
        for await (const segment of segments) parts.push(Buffer.from(segment));
        return Buffer.concat(parts);
      });
      const isWhole = altered.equals(sealed);
      must(
        isWhole === (opened !== undefined),
        isWhole ? 'a whole archive is refused' : 'an altered archive opens',
      );
      must(
        opened === undefined || opened.equals(plaintext ?? Buffer.alloc(0)),
        'other bytes than were sealed',
      );
    },
  };
};

async function seal(plaintext: Buffer, { recipient }: X25519Identity): Promise<Buffer> {
  const parts: Buffer[] = [];
  const chunks = sealSegments([recipient], 0, async function* () {
    let at = 0;
    for (; at + segmentLength < plaintext.length; at += segmentLength)
      yield plaintext.subarray(at, at + segmentLength);
    return plaintext.subarray(at);
  });
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

function applyEdits(archive: Buffer, script: Buffer): Buffer {
  let bytes = Buffer.from(archive);
  for (let offset = 0; offset + editLength <= script.length; offset += editLength) {
    const kind = edits[script.readUInt8(offset) % edits.length];
    const at = Math.min(script.readUIntBE(offset + 1, 3), bytes.length);
    const other = Math.min(script.readUIntBE(offset + 4, 3), bytes.length);
    const length = script.readUInt16BE(offset + 7);
    const piece = Buffer.from(bytes.subarray(other, other + length));
    if (kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (length & 0xff);
    else if (kind === 'remove') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 'put')
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length & 0xfff), bytes.subarray(at)]);
    else if (kind === 'copy') piece.copy(bytes, at);
    else if (kind === 'cut') bytes = bytes.subarray(0, at);
    else {
      bytes.copy(bytes, other, at, at + length);
      piece.copy(bytes, at);
    }
  }
  return bytes;
}

async function* chunksOf(archive: Buffer): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < archive.length; at += 100_000) yield archive.subarray(at, at + 100_000);
}
