import { readdir } from 'node:fs/promises';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { trailerLength } from '../../src/crypto/archiveIndex.ts';
import {
  archiveName,
  chunksOf,
  contents,
  restore,
  sourceOf,
  storage,
  ways,
  workFolder,
} from './support/archives.ts';
import {
  noise,
  paxRecord,
  type RawArchive,
  type RawMember,
  rawMember,
  sealRaw,
  tarEnd,
} from './support/rawTar.ts';

const mebibyte = 1024 * 1024;
const harmless: RawMember = { name: 'harmless', data: 'good' };

function sizeField(text: string): Buffer {
  return Buffer.from(text.padEnd(12, '\0'), 'latin1');
}

/** Expects that restoring, listing and verifying as a stream all refuse an archive as damaged, and leave nothing behind. */
async function expectDamaged(raw: RawArchive, reason: RegExp): Promise<void> {
  const archive = await sealRaw(raw);
  const folder = await workFolder();
  const damaged = { code: 'archive-damaged', facts: { reason: expect.stringMatching(reason) } };
  await expect(restore(archive, folder, 'as a stream')).rejects.toMatchObject(damaged);
  await expect(storage.listStream(chunksOf(archive), archiveName)).rejects.toMatchObject(damaged);
  await expect(storage.verify(chunksOf(archive), archiveName)).rejects.toMatchObject(damaged);
  expect(await readdir(folder)).toEqual([]);
}

describe('a tar is refused when', () => {
  it.each<[string, RawMember]>([
    ['a GNU long name', { name: '././@LongLink', type: 'L', data: '../evil\0' }],
    ['a GNU long link', { name: '././@LongLink', type: 'K', data: '../evil\0' }],
    ['a global extended header', { name: 'pax', type: 'g', data: paxRecord('path', '../evil') }],
    ['a character device', { name: 'null', type: '3' }],
    ['a block device', { name: 'sda', type: '4' }],
    ['a FIFO', { name: 'fifo', type: '6' }],
    ['a contiguous file', { name: 'file', type: '7', data: 'x' }],
    ['a sparse file', { name: 'file', type: 'S', data: 'x' }],
    ['an unheard-of type', { name: 'file', type: '\xff', data: 'x' }],
  ])('it holds %s', async (_, member) => {
    await expectDamaged({ members: [harmless, member] }, /an entry of type/);
  });

  it.each<[string, Buffer]>([
    ['negative', sizeField('-0000000001')],
    ['negative in base 256', Buffer.from('ffffffffffffffffffffffff', 'hex')],
    ['in base 256', Buffer.from('800000000000000000000004', 'hex')],
    ['beyond all numbers in base 256', Buffer.from('80ffffffffffffffffffffff', 'hex')],
    ['no number', sizeField('zzzzzzzzzzz')],
    ['hexadecimal', sizeField('0x4')],
    ['empty', sizeField('')],
    ['two numbers', sizeField('4 4')],
    ['two numbers to the end of its field', sizeField('0000000 0004')],
    ['cut by a NUL', sizeField('4\x004')],
    ['cut by a NUL, to the end of its field', sizeField('0000000\x000004')],
    ['a fraction', sizeField('4.0')],
  ])('a size is %s', async (_, field) => {
    await expectDamaged(
      { members: [harmless, { ...harmless, name: 'x', sizeField: field }] },
      /a size that is no number/,
    );
  });

  it.each<[string, string]>([
    ['has no number', ' path=x\n'],
    ['has a hexadecimal length', '0xb path=x\n'],
    ['has a length with an exponent', '12e0 path=x\n'],
    ['has a length with a sign', '+11 path=x\n'],
    ['has a length with a zero before it', '011 path=x\n'],
    ['has a length of zero', '0 path=x\n'],
    ['has a length beyond the header', '99 path=x\n'],
    ['has a length that ends before its key', '3 path=x\n'],
    ['has no line feed', '9 path=xy'],
    ['has no key', '5 =x\n'],
    ['has neither key nor value', '5 ab\n'],
    ['has a NUL in it', '11 path=a\0b\n'],
    ['is followed by zeros', `${paxRecord('path', 'x')}\0\0\0`],
    [
      'is followed by another size that one reader sees and another does not',
      `${paxRecord('path', 'x')}7 size\n${paxRecord('size', '5')}`,
    ],
  ])('a record of an extended header %s', async (_, records) => {
    await expectDamaged(
      { members: [{ ...harmless, pax: Buffer.from(records, 'latin1') }] },
      /a malformed extended header/,
    );
  });

  it.each(['-1', '1e3', '0x10', '', ' 1', '9007199254740993', '99999999999999999999'])(
    'an extended header gives the size %j',
    async (size) => {
      await expectDamaged({ members: [{ ...harmless, pax: { size } }] }, /an absurd size/);
    },
  );

  it('an extended header is empty', () =>
    expectDamaged({ members: [{ ...harmless, pax: Buffer.alloc(0) }] }, /extended header of absurd size/));

  it('an extended header is longer than 1 MiB', () =>
    expectDamaged(
      { members: [{ ...harmless, pax: { comment: 'x'.repeat(mebibyte) } }] },
      /extended header of absurd size/,
    ));

  it.each([
    ['a folder', '5'],
    ['a symbolic link', '2'],
    ['a hard link', '1'],
  ])('%s has data', async (_, type) => {
    const member = { name: 'x', type, linkname: 'harmless' };
    await expectDamaged(
      { members: [harmless, { ...member, data: 'data' }] },
      /data in an entry that is no file/,
    );
    await expectDamaged(
      { members: [harmless, { ...member, pax: { size: '512' } }] },
      /data in an entry that is no file/,
    );
  });

  it('a checksum is wrong', async () => {
    const raw = rawMember(harmless);
    raw.writeUInt8(raw.readUInt8(0) ^ 1, 0);
    await expectDamaged({ members: [harmless], tail: Buffer.concat([raw, tarEnd]) }, /wrong checksum/);
  });

  it('a header has no magic', () =>
    expectDamaged({ members: [harmless, { ...harmless, magic: '' }] }, /header that is none/));

  it('its last entry is longer than all the rest of it', () =>
    expectDamaged({ members: [{ ...harmless, sizeField: sizeField('77777777777') }] }, /end/));

  it('it has no end', () => expectDamaged({ members: [harmless], tail: Buffer.alloc(0) }, /./));

  it('it has half an end', () => expectDamaged({ members: [harmless], tail: Buffer.alloc(512) }, /./));

  it.each(contents)('an entry follows half an end (%s)', async (content) => {
    const tail = Buffer.concat([Buffer.alloc(512), rawMember({ name: 'late', data: 'x' }), tarEnd]);
    await expectDamaged({ members: [harmless], tail, content }, /a header after the end/);
  });

  it.each(contents)('an entry follows the end (%s)', async (content) => {
    const tail = Buffer.concat([tarEnd, rawMember({ name: 'late', data: 'x' }), tarEnd]);
    await expectDamaged({ members: [harmless], tail, content }, /index is malformed|something after its end/);
  });

  it.each(contents)('data follow the end (%s)', async (content) => {
    const tail = Buffer.concat([tarEnd, Buffer.alloc(5000), Buffer.from('data')]);
    await expectDamaged({ members: [harmless], tail, content }, /index is malformed|something after its end/);
  });

  it('it is empty', () => expectDamaged({ tail: Buffer.alloc(0) }, /./));
});

describe('a compressed tar is refused when', () => {
  const tar = Buffer.concat([rawMember(harmless), tarEnd]);

  it('a frame holds more than 4 MiB', () =>
    expectDamaged(
      { content: 'zstd', frames: [zstdCompressSync(Buffer.concat([tar, Buffer.alloc(4 * mebibyte)]))] },
      /does not open/,
    ));

  it('a frame claims to hold more than 4 MiB', async () => {
    const frame = zstdCompressSync(tar);
    // Single segment, content size of 8 bytes.
    const head = Buffer.alloc(13);
    head.writeUInt32LE(0xfd2fb528, 0);
    head[4] = 0b1110_0000;
    head.writeBigUInt64LE(2n ** 40n, 5);
    const raw = Buffer.concat([head, Buffer.from([1, 0, 0])]);
    await expectDamaged({ content: 'zstd', frames: [raw, frame] }, /does not open/);
  });

  it('a frame claims a window of terabytes', async () => {
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff]);
    await expectDamaged(
      { content: 'zstd', frames: [Buffer.concat([head, Buffer.from([1, 0, 0])])] },
      /does not open/,
    );
  });

  it('a frame repeats a byte for gigabytes', async () => {
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);
    const block = Buffer.alloc(3);
    block.writeUIntLE(((128 * 1024) << 3) | 2, 0, 3);
    const blocks = Array.from({ length: 20_000 }, () => Buffer.concat([block, Buffer.from([0])]));
    await expectDamaged(
      { content: 'zstd', frames: [Buffer.concat([head, ...blocks, Buffer.from([1, 0, 0])])] },
      /does not open/,
    );
  });

  it('the blocks of a frame have no end', async () => {
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);
    const block = Buffer.alloc(3 + 128 * 1024);
    block.writeUIntLE((128 * 1024) << 3, 0, 3);
    await expectDamaged(
      { content: 'zstd', frames: [head, ...Array.from({ length: 40 }, () => block)] },
      /without end/,
    );
  });

  it('a frame is cut', () =>
    expectDamaged({ content: 'zstd', frames: [zstdCompressSync(tar).subarray(0, -5)] }, /./));

  it('a frame is altered', async () => {
    const frame = zstdCompressSync(Buffer.concat([rawMember({ name: 'x', data: noise(3000) }), tarEnd]));
    frame.writeUInt8(frame.readUInt8(20) ^ 0xff, 20);
    await expectDamaged({ content: 'zstd', frames: [frame] }, /./);
  });

  it('it holds no frames at all', () => expectDamaged({ content: 'zstd', frames: [] }, /no end/));

  it('something that is no frame stands in it', () =>
    expectDamaged(
      { content: 'zstd', frames: [zstdCompressSync(tar.subarray(0, 512)), noise(100)] },
      /no zstd frame/,
    ));

  it('frames of zeros follow its end', async () => {
    const zeros = zstdCompressSync(Buffer.alloc(4 * mebibyte));
    const frames = [zstdCompressSync(tar), ...Array.from({ length: 1000 }, () => zeros)];
    await expectDamaged({ content: 'zstd', frames }, /after its end/);
  });

  it('something follows the skippable frame', async () => {
    // A longer index than the skippable frame announces: the rest of it lies behind that frame.
    const editTrailer = (trailer: Buffer) => trailer.writeUInt8(0, 23);
    await expectDamaged({ content: 'zstd', members: [harmless], editTrailer }, /index is malformed/);
  });

  it('opens when it comes in a thousand frames', async () => {
    const data = noise(512 * 1000);
    const whole = Buffer.concat([rawMember({ name: 'x', data }), tarEnd]);
    const frames = Array.from({ length: whole.length / 512 }, (_, number) =>
      zstdCompressSync(whole.subarray(number * 512, number * 512 + 512)),
    );
    const archive = await sealRaw({ content: 'zstd', frames });
    const folder = await workFolder();
    expect(await restore(archive, folder, 'as a stream')).toMatchObject({ entries: 1, bytes: data.length });
    await expect(
      restore(archive, folder, 'with random access', { overwrite: 'always' }),
    ).resolves.toMatchObject({ entries: 0 });
  });
});

describe('an index is refused, both ways, when', () => {
  const compressed = (text: string | Buffer) => ({ indexBytes: zstdCompressSync(text) });
  const entry = { path: 'x', type: 'file', size: 0, mtime: 0, mode: 0, offset: 0 };

  it.each<[string, Partial<RawArchive>]>([
    ['its mark is another', { editTrailer: (trailer) => trailer.writeUInt8(2, 23) }],
    ['it starts elsewhere', { editTrailer: (trailer) => trailer.writeUInt8(trailer.readUInt8(7) ^ 1, 7) }],
    [
      'its length is another',
      { editTrailer: (trailer) => trailer.writeUInt8(trailer.readUInt8(15) ^ 1, 15) },
    ],
    ['it starts beyond all numbers', { editTrailer: (trailer) => trailer.fill(0xff, 0, 8) }],
    ['it is longer than the archive', { editTrailer: (trailer) => trailer.fill(0xff, 8, 16) }],
    [
      'it starts before the archive and is longer',
      { editTrailer: (trailer) => shiftTrailer(trailer, 2n ** 62n) },
    ],
    ['it is not compressed', { indexBytes: Buffer.from('{"v":1}\n') }],
    ['it is empty', { indexBytes: Buffer.alloc(0) }],
    ['it holds nothing', compressed('')],
    ['it is no JSON', compressed('hello\n')],
    ['its summary is missing', compressed(`${JSON.stringify(entry)}\n`)],
    ['its version is another', { editIndex: ([summary, ...lines]) => [{ ...summary, v: 2 }, ...lines] }],
    [
      'its id is that of another archive',
      { editIndex: ([summary, ...lines]) => [{ ...summary, id: '0'.repeat(32) }, ...lines] },
    ],
    ['its id is no id', { editIndex: ([summary, ...lines]) => [{ ...summary, id: 'x' }, ...lines] }],
    ['its last line is cut', { editIndex: (lines) => lines, indexBytes: zstdCompressSync('{"v":1') }],
    ['an entry is of an unknown type', { editIndex: (lines) => [...lines, { ...entry, type: 'device' }] }],
    ['an entry has a negative size', { editIndex: (lines) => [...lines, { ...entry, size: -1 }] }],
    ['an entry has a fraction of a byte', { editIndex: (lines) => [...lines, { ...entry, size: 0.5 }] }],
    [
      'an entry has an offset beyond all numbers',
      { editIndex: (lines) => [...lines, { ...entry, offset: 2 ** 60 }] },
    ],
    ['an entry has no path', { editIndex: (lines) => [...lines, { ...entry, path: undefined }] }],
    ['an entry is no object', { editIndex: (lines) => [...lines, 7] }],
  ])('%s', async (_, raw) => {
    const archive = await sealRaw({ members: [harmless], ...raw });
    const folder = await workFolder();
    const damaged = { code: 'archive-damaged' };
    for (const way of ways) await expect(restore(archive, folder, way)).rejects.toMatchObject(damaged);
    await expect(storage.list(sourceOf(archive), archiveName)).rejects.toMatchObject(damaged);
    await expect(storage.listStream(chunksOf(archive), archiveName)).rejects.toMatchObject(damaged);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('an index made to burst is refused when', () => {
  it.each<[string, Buffer]>([
    ['it is 380 MiB of empty lines', Buffer.alloc(380 * mebibyte, '\n')],
    ['it is longer than 384 MiB', Buffer.alloc(385 * mebibyte, ' ')],
  ])('%s', async (_, text) => {
    const archive = await sealRaw({ members: [harmless], indexBytes: zstdCompressSync(text) });
    const listing = storage.list(sourceOf(archive), archiveName);
    await expect(listing).rejects.toMatchObject({ code: 'archive-damaged' });
  });
});

describe('an index that lies of its tar is refused, with random access, when', () => {
  it.each<[string, (typeof contents)[number], object]>([
    ['a file ends beyond the tar', 'tar', { size: 10 * mebibyte }],
    ['a file starts beyond the tar', 'tar', { offset: 10 * mebibyte }],
    ['a file ends beyond the last frame', 'zstd', { size: 10 * mebibyte }],
    ['a file starts beyond the last frame', 'zstd', { offset: 10 * mebibyte }],
  ])('%s', async (_, content, indexed) => {
    const archive = await sealRaw({ members: [{ ...harmless, indexed }], content });
    const folder = await workFolder();
    await expect(restore(archive, folder, 'with random access')).rejects.toMatchObject({
      code: 'archive-damaged',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ['a frame starts at another place of the tar', [512, 0]],
    ['a frame starts within another', [0, 7]],
    ['a frame starts beyond the plaintext', [0, 2 ** 50]],
  ])('%s', async (_, frame) => {
    const editIndex = (lines: Record<string, unknown>[]) => [...lines.slice(0, -1), { frame }];
    const archive = await sealRaw({ members: [harmless], content: 'zstd', editIndex });
    const folder = await workFolder();
    await expect(restore(archive, folder, 'with random access')).rejects.toMatchObject({
      code: 'archive-damaged',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('verifying names what is wrong:', () => {
  it.each<[string, object]>([
    ['another path', { path: 'other' }],
    ['another type', { type: 'dir' }],
    ['another size', { size: 5 }],
    ['another mode', { mode: 0o777 }],
    ['another place', { offset: 0 }],
    ['another target', { target: 'elsewhere' }],
  ])('an index that tells %s than the tar', async (_, indexed) => {
    const archive = await sealRaw({ members: [harmless, { name: 'odd', data: 'data', indexed }] });
    const path = 'path' in indexed ? 'other' : 'odd';
    await expect(storage.verify(chunksOf(archive), archiveName)).rejects.toMatchObject({
      facts: { reason: `its index and its tar differ at ${path}` },
    });
  });

  it.each<[string, Partial<RawArchive>]>([
    ['an entry that only the tar has', { members: [harmless, { name: 'hidden', indexed: null }] }],
    ['an entry that only the index has', { editIndex: (lines) => [...lines, lines[1]] }],
  ])('%s', async (_, raw) => {
    const archive = await sealRaw({ members: [harmless], ...raw });
    await expect(storage.verify(chunksOf(archive), archiveName)).rejects.toMatchObject({
      code: 'archive-damaged',
    });
  });
});

/** The same sum, out of an offset that is less than none. */
function shiftTrailer(trailer: Buffer, by: bigint): void {
  trailer.writeBigUInt64BE(BigInt.asUintN(64, trailer.readBigUInt64BE(0) - by), 0);
  trailer.writeBigUInt64BE(trailer.readBigUInt64BE(8) + by, 8);
  expect(trailer.length).toBe(trailerLength);
}
