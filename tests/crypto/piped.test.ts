import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { encodeTarHeader } from '../../src/crypto/tar/header.ts';
import { archiveName, chunksOf, collect, created, sealPiped, sourceOf, storage } from './support/archives.ts';

const segment = 262_112;
const frame = 4 * 1024 * 1024;
/** Extended header, its record, header. */
const header = 3 * 512;

async function readOneFile(archive: Buffer): Promise<Buffer> {
  let read: Buffer = Buffer.alloc(0);
  await storage.readOneFile(sourceOf(archive), { name: archiveName, renamed: 'refuse' }, async (content) => {
    read = await collect(content);
  });
  return read;
}

describe('what comes through a pipe', () => {
  it.each([0, 1, 512, segment - header, segment, segment + 1, frame - header, frame - header + 1, 9_000_000])(
    'is an archive of one file, also of %i bytes',
    async (length) => {
      const content = randomBytes(length);
      const { archive, report } = await sealPiped(content);
      expect(report).toEqual({ entries: 1, bytes: length, warnings: [] });

      expect(await storage.verify(chunksOf(archive), archiveName)).toMatchObject({
        name: archiveName,
        entries: 1,
        bytes: length,
      });
      expect((await readOneFile(archive)).equals(content)).toBe(true);
      const { entries } = await storage.list(sourceOf(archive), archiveName);
      expect(entries).toMatchObject([{ path: 'dump.sql', type: 'file', size: length, mode: 0o600 }]);
    },
  );

  it('is compressed where that pays', async () => {
    const { archive } = await sealPiped(Buffer.alloc(3 * frame, 'a row like the one before\n'));
    expect(archive.length).toBeLessThan(frame + 2 * segment);
  });

  it('leaves the room for a header that tells of more than 8 GiB', () => {
    const member = { path: 'dump.sql', type: 'file', mtimeMs: created.getTime() + 1, mode: 0o600 } as const;
    const lengthOf = (size: number) => encodeTarHeader({ ...member, size, uid: 0, gid: 0 }).length;
    expect([lengthOf(0), lengthOf(2 ** 33), lengthOf(2 ** 50)]).toEqual([header, header, header]);
  });
});

it('asks for nothing more of the pipe, which may be silent for ever, while a piece is written', async () => {
  let isAsked = false;
  async function* input(): AsyncGenerator<Buffer, void, void> {
    for (let count = 0; count < 20; count += 1) {
      isAsked = true;
      await setImmediate();
      isAsked = false;
      yield randomBytes(frame / 4);
    }
  }
  const { pieces } = storage.sealPiped(input(), 'dump.sql', { name: archiveName, created });
  let written = 0;
  for await (const { bytes } of pieces) {
    expect(isAsked).toBe(false);
    written += bytes.length;
  }
  expect(written).toBeGreaterThan(5 * frame);
});

it('hands out nothing of an archive that is cut, and stops at a segment that was altered', async () => {
  const { archive } = await sealPiped(randomBytes(3_000_000));
  const cut = archive.subarray(0, archive.length - 100);
  await expect(readOneFile(cut)).rejects.toMatchObject({ code: 'archive-truncated' });

  const altered = Buffer.from(archive);
  const middle = archive.length >> 1;
  altered[middle] = (altered[middle] ?? 0) ^ 1;
  await expect(readOneFile(altered)).rejects.toMatchObject({ code: 'archive-damaged' });
});
