import { isDeepStrictEqual } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { encodeTrailer } from '../../../../src/crypto/archiveIndex.ts';
import { content } from '../../../../src/crypto/envelope/envelope.ts';
import type { OpenedArchive } from '../../../../src/crypto/open/openSegments.ts';
import { PlaintextReader } from '../../../../src/crypto/open/plaintextReader.ts';
import { readMembers } from '../../../../src/crypto/restore/readMembers.ts';
import { verifyStream } from '../../../../src/crypto/verify.ts';
import { skippableFrameHeader, storeFrame } from '../../../../src/crypto/zstd/frames.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowing } from './allowing.ts';
import { tarDictionary, tarSeeds } from './tarSeeds.ts';
import { tarOf } from './tarText.ts';

const partEnd = 0x1d;
const archiveId = Buffer.alloc(16, 0xab);
const summary = (entries: number) =>
  JSON.stringify({
    v: 1,
    name: 'n',
    id: archiveId.toString('hex'),
    created: 'c',
    host: 'h',
    user: 'u',
    entries,
    bytes: 3,
  });
const line = (document: object) => JSON.stringify({ size: 0, mtime: 1, mode: 420, ...document });
const indexes = [
  `${summary(1)}\n${line({ path: 'a', type: 'file', size: 3, offset: 512 })}\n`,
  `${summary(1)}\n${line({ path: 'd', type: 'dir', offset: 512 })}\n`,
  `${summary(1)}\n${line({ path: 'l', type: 'symlink', target: 'a', offset: 512 })}\n`,
];
const flags = { compressed: 1, stored: 2, rawIndex: 4, zeros: 8, tailOfFrame: 16 } as const;

/**
 * What lies behind the seal: a byte of flags, the text of a tar, the index, and what goes before the index, between marks.
 * Refused as damaged; or verified, and then read as the index says.
 */
export const create: CreateTarget = () => ({
  seeds: [
    ...tarSeeds
      .slice(0, 3)
      .flatMap((tar, number) =>
        [0, flags.compressed, flags.compressed | flags.stored, flags.zeros].map((flag) =>
          inputOf(flag, tar, Buffer.from(indexes[number] ?? '')),
        ),
      ),
    ...tarSeeds.slice(4).map((tar) => inputOf(0, tar, Buffer.from(indexes[0] ?? ''))),
    inputOf(flags.rawIndex, tarSeeds[0] ?? Buffer.alloc(0), zstdCompressSync(indexes[0] ?? '')),
  ],
  dictionary: [
    ...tarDictionary,
    '\x1d',
    '\x28\xb5\x2f\xfd',
    '\x5e\x2a\x4d\x18',
    '{"frame":[0,0]}\n',
    '"offset":512',
  ],
  maximumLength: 2048,
  async run(input) {
    const report = await allowing(() => verifyStream(openedOf(input)));
    const restored = await allowing(async () => {
      const plaintext = new PlaintextReader(openedOf(input));
      let bytes = 0;
      const members: unknown[] = [];
      for await (const { member, content: given } of readMembers(plaintext.tar())) {
        if (Buffer.isBuffer(given)) bytes += given.length;
        else for await (const piece of given) bytes += piece.length;
        members.push([member.path, member.type, member.size, member.mode, member.target]);
      }
      const { entries, summary: told } = await plaintext.index();
      return { bytes, members, entries, told };
    });
    if (report === undefined) return;
    must(restored !== undefined, 'verified, but cannot be restored');
    must(report.entries === restored.members.length, 'verified with another count of entries');
    const listed = restored.entries.map(({ path, type, size, mode, target }) => [
      path,
      type,
      size,
      mode,
      target,
    ]);
    must(
      isDeepStrictEqual(restored.members, listed),
      'verified, but the index differs from what is restored',
    );
    const sizes = restored.entries.reduce((sum, { size }) => sum + size, 0);
    must(restored.bytes === sizes, 'verified with other sizes');
  },
});

function inputOf(flag: number, tar: Buffer, index: Buffer): Buffer {
  return Buffer.concat([Buffer.of(flag), tar, Buffer.of(partEnd), index]);
}

function openedOf(input: Buffer): OpenedArchive {
  const flag = input[0] ?? 0;
  const [tarText, indexText, before] = partsOf(input.subarray(1));
  const tar = tarOf(tarText);
  const isCompressed = (flag & flags.compressed) !== 0;
  const index = (flag & flags.rawIndex) !== 0 ? indexText : zstdCompressSync(indexText);
  const body = isCompressed ? [...framesOf(tar, flag), before] : [tar, before];
  if ((flag & flags.zeros) !== 0) body.push(Buffer.alloc(600));
  if (isCompressed) body.push(skippableFrameHeader(index.length + 24));
  const start = Buffer.concat(body);
  const plaintext = Buffer.concat([start, index, encodeTrailer(start.length, index.length)]);
  const kind = isCompressed ? content.zstdTar : content.tar;
  return { name: 'x', archiveId, content: kind, segments: segmentsOf(plaintext) };
}

/** One frame, or two where it is asked for; as they are where not compressed. */
function framesOf(tar: Buffer, flag: number): Buffer[] {
  const frame = (bytes: Buffer) =>
    (flag & flags.stored) !== 0 ? storeFrame(bytes) : zstdCompressSync(bytes);
  if ((flag & flags.tailOfFrame) === 0) return [frame(tar)];
  return [frame(tar.subarray(0, 700)), frame(tar.subarray(700))];
}

function partsOf(input: Buffer): [Buffer, Buffer, Buffer] {
  const first = input.indexOf(partEnd);
  if (first < 0) return [input, Buffer.alloc(0), Buffer.alloc(0)];
  const second = input.indexOf(partEnd, first + 1);
  const end = second < 0 ? input.length : second;
  return [input.subarray(0, first), input.subarray(first + 1, end), input.subarray(end + 1)];
}

async function* segmentsOf(plaintext: Buffer): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < plaintext.length; at += 1000) yield plaintext.subarray(at, at + 1000);
}
