import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { floe } from '../../src/crypto/payload.ts';
import {
  archiveName,
  chunksOf,
  contents,
  restore,
  seal,
  storage,
  type Way,
  ways,
  workFolder,
} from './support/archives.ts';
import { noise } from './support/rawTar.ts';

const envelopeLength = 2048;
const floeHeaderLength = 74;
const firstSegment = envelopeLength + floeHeaderLength;
const segment = floe.encryptedSegmentLength;

/** How many bits of a larger archive are flipped, at random. */
const randomFlips = Number(process.env['ARCHIVE_FLIPS'] ?? 1000);

const codes = [
  'not-an-archive',
  'archive-version-unknown',
  'archive-damaged',
  'archive-truncated',
  'passphrase-or-envelope-wrong',
  'key-derivation-too-costly',
];

async function smallArchive(content: (typeof contents)[number]): Promise<Buffer> {
  const folder = await workFolder();
  await writeFile(join(folder, 'a'), 'small');
  return (await seal([join(folder, 'a')], content)).archive;
}

/** More than two segments. */
async function largerArchive(content: (typeof contents)[number]): Promise<Buffer> {
  const folder = await workFolder();
  await writeFile(join(folder, 'a'), noise(400_000));
  await writeFile(join(folder, 'b'), noise(200_000));
  return (await seal([folder], content)).archive;
}

/** Expects an error of the archive, and nothing in the destination. */
async function expectRefused(archive: Buffer, destination: string, way: Way, what: string): Promise<string> {
  const outcome = await restore(archive, destination, way).then(
    () => 'restored',
    (error: unknown) => (error instanceof UserError ? error.code : String(error)),
  );
  if (!codes.includes(outcome)) expect.fail(`${what}: ${outcome}`);
  const left = readdirSync(destination);
  if (left.length > 0) expect.fail(`${what}: left ${left}`);
  return outcome;
}

function flipped(archive: Buffer, bit: number): Buffer {
  const copy = Buffer.from(archive);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

describe.each(ways)('an archive restored %s is refused', (way) => {
  // Both ways check the same bytes by the same functions: all bits are tried one way, and one or two of each byte the other.
  it('with any single bit flipped', async () => {
    const archive = await smallArchive('zstd');
    const destination = await workFolder();
    const [everyBit] = ways;
    const step = way === everyBit ? 1 : 7;
    for (let bit = 0; bit < archive.length * 8; bit += step) {
      await expectRefused(flipped(archive, bit), destination, way, `bit ${bit}`);
    }
  });

  it('cut anywhere', async () => {
    const archive = await smallArchive('zstd');
    const destination = await workFolder();
    for (let length = 0; length < archive.length; length += 1) {
      const code = await expectRefused(archive.subarray(0, length), destination, way, `${length} bytes`);
      expect(code).toBe(length < 32 ? 'not-an-archive' : 'archive-truncated');
    }
  });

  it('with a byte more', async () => {
    const archive = Buffer.concat([await smallArchive('zstd'), Buffer.alloc(1)]);
    expect(await expectRefused(archive, await workFolder(), way, 'longer')).toBe('archive-damaged');
  });

  it.each(contents)('with one of many bits flipped, larger (%s)', async (content) => {
    const archive = await largerArchive(content);
    const destination = await workFolder();
    for (let count = 0; count < randomFlips / (contents.length * ways.length); count += 1) {
      const bit = randomInt(archive.length * 8);
      await expectRefused(flipped(archive, bit), destination, way, `bit ${bit}`);
    }
  });

  it.each<[string, (parts: Buffer[], other: Buffer[]) => (Buffer | undefined)[]]>([
    ['two segments swapped', ([head, a, b, c]) => [head, b, a, c]],
    ['a segment repeated', ([head, a, b, c]) => [head, a, a, b, c]],
    ['a segment in place of another', ([head, a, , c]) => [head, a, a, c]],
    ['the first segment dropped', ([head, , b, c]) => [head, b, c]],
    ['an inner segment dropped', ([head, a, , c]) => [head, a, c]],
    ['the last segment dropped', ([head, a, b]) => [head, a, b]],
    ['all segments dropped', ([head]) => [head]],
    ['the last segment moved to the front', ([head, a, b, c]) => [head, c, a, b]],
    ['the last segment only', ([head, , , c]) => [head, c]],
    ['the last segment twice', ([head, a, b, c]) => [head, a, b, c, c]],
    ['a segment of another archive', ([head, a, , c], [, , otherB]) => [head, a, otherB, c]],
    ['the last segment of another archive', ([head, a, b], [, , , otherC]) => [head, a, b, otherC]],
    ['all segments of another archive', ([head], [, a, b, c]) => [head, a, b, c]],
    ['the FLOE header of another archive', ([head, a, b, c], [other]) => [headOf(head, other), a, b, c]],
    ['the envelope of another archive', ([head, a, b, c], [other]) => [headOf(other, head), a, b, c]],
    ['segments of another archive behind it', ([head, a, b, c], [, otherA]) => [head, a, b, c, otherA]],
  ])('with %s', async (_, change) => {
    const [archive, other] = [await largerArchive('tar'), await largerArchive('tar')];
    const altered = change(partsOf(archive), partsOf(other)).filter((part) => part !== undefined);
    await expectRefused(Buffer.concat(altered), await workFolder(), way, 'altered');
  });

  it('with an inner segment made the last by its length', async () => {
    const [head, a] = partsOf(await largerArchive('tar'));
    a?.writeUInt32BE(segment);
    await expectRefused(Buffer.concat([head as Buffer, a as Buffer]), await workFolder(), way, 'shortened');
  });

  it('under the name of another, and nothing is left behind', async () => {
    const archive = await smallArchive('tar');
    const destination = await workFolder();
    const restoring = restore(archive, destination, way, { name: 'other.enc' });
    await expect(restoring).rejects.toMatchObject({ code: 'archive-swapped', facts: { found: archiveName } });
    expect(readdirSync(destination)).toEqual([]);
  });
});

it('says which segment is not what was sealed', async () => {
  const archive = await largerArchive('tar');
  const altered = flipped(archive, (firstSegment + segment + 1000) * 8);
  await expect(storage.verify(chunksOf(altered), archiveName)).rejects.toMatchObject({
    code: 'archive-damaged',
    facts: { reason: 'segment 2 is not what was sealed' },
  });
});

it('reads an archive the same, however it arrives', async () => {
  const archive = await largerArchive('tar');
  for (const length of [1, 511, segment, archive.length]) {
    const piece = length === 1 ? archive.subarray(0, 4000) : archive;
    const verified = storage.verify(chunksOf(piece, length), archiveName);
    if (length === 1) await expect(verified).rejects.toMatchObject({ code: 'archive-truncated' });
    else expect(await verified).toMatchObject({ entries: 3, bytes: 600_000 });
  }
});

/** Envelope and FLOE header, then segment by segment. */
function partsOf(archive: Buffer): Buffer[] {
  const parts = [archive.subarray(0, firstSegment)];
  for (let offset = firstSegment; offset < archive.length; offset += segment) {
    parts.push(archive.subarray(offset, offset + segment));
  }
  expect(parts.length).toBe(4);
  return parts;
}

/** The envelope of one, the FLOE header of the other. */
function headOf(envelope: Buffer | undefined, header: Buffer | undefined): Buffer {
  const [first, second] = [envelope ?? Buffer.alloc(0), header ?? Buffer.alloc(0)];
  return Buffer.concat([first.subarray(0, envelopeLength), second.subarray(envelopeLength)]);
}
