import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { floe } from '../../src/crypto/payload.ts';
import { archiveName, chunksOf, restore, storage, ways, workFolder } from './support/archives.ts';
import { expectRefused, flipped, largerArchive, oneSegment } from './support/tampered.ts';

const envelopeLength = 2048;
const floeHeaderLength = 74;
const firstSegment = envelopeLength + floeHeaderLength;
const segment = floe.encryptedSegmentLength;

describe.each(ways)('an archive restored %s is refused', (way) => {
  it('cut at each edge of what it consists of, or beside it', async () => {
    const archive = await oneSegment('zstd');
    const destination = await workFolder();
    for (const edge of [32, envelopeLength, firstSegment, firstSegment + 4, archive.length]) {
      for (const length of [edge - 1, edge, edge + 1].filter((cut) => cut < archive.length)) {
        const code = await expectRefused(archive.subarray(0, length), destination, way, `${length} bytes`);
        expect(code).toBe(length < 32 ? 'not-an-archive' : 'archive-truncated');
      }
    }
  });

  it('with a byte more', async () => {
    const archive = Buffer.concat([await oneSegment('zstd'), Buffer.alloc(1)]);
    expect(await expectRefused(archive, await workFolder(), way, 'longer')).toBe('archive-damaged');
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
    const archive = await oneSegment('tar');
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
