import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contents, ways, workFolder } from './support/archives.ts';
import { expectRefused, flipped, largerArchive, oneSegment } from './support/tampered.ts';

/** How many bits of a larger archive are flipped, at random. */
const randomFlips = Number(process.env['ARCHIVE_FLIPS'] ?? 1000);

describe.each(ways)('an archive restored %s is refused', (way) => {
  // Both ways check the same bytes by the same functions: all bits are tried one way, and one or two of each byte the other.
  it('with any single bit flipped', async () => {
    const archive = await oneSegment('zstd');
    const destination = await workFolder();
    const [everyBit] = ways;
    const step = way === everyBit ? 1 : 7;
    for (let bit = 0; bit < archive.length * 8; bit += step) {
      await expectRefused(flipped(archive, bit), destination, way, `bit ${bit}`);
    }
  });

  it('cut anywhere', async () => {
    const archive = await oneSegment('zstd');
    const destination = await workFolder();
    for (let length = 0; length < archive.length; length += 1) {
      const code = await expectRefused(archive.subarray(0, length), destination, way, `${length} bytes`);
      expect(code).toBe(length < 32 ? 'not-an-archive' : 'archive-truncated');
    }
  });

  it.each(contents)('with one of many bits flipped, larger (%s)', async (content) => {
    const archive = await largerArchive(content);
    const destination = await workFolder();
    for (let count = 0; count < randomFlips / (contents.length * ways.length); count += 1) {
      const bit = randomInt(archive.length * 8);
      await expectRefused(flipped(archive, bit), destination, way, `bit ${bit}`);
    }
  });
});
