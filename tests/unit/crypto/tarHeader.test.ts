import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../../../src/crypto/restore/member.ts';
import { readTarEntries } from '../../../src/crypto/restore/tarEntries.ts';
import { TarFraming } from '../../../src/crypto/tar/framing.ts';
import {
  encodeTarHeader,
  paddingOf,
  type TarMember,
  tarHeaderLength,
} from '../../../src/crypto/tar/header.ts';
import { rawMember, tarEnd } from '../../crypto/support/rawTar.ts';

const plain: TarMember = { path: 'a', type: 'file', size: 0, mtimeMs: 0, mode: 0o644, uid: 0, gid: 0 };
const gibibyte = 1024 ** 3;

/** What our reader makes of a header. */
async function readBack(member: TarMember) {
  const tar = Buffer.concat([
    encodeTarHeader(member),
    Buffer.alloc(member.size + paddingOf(member.size) + 1024),
  ]);
  const framing = new TarFraming();
  expect(framing.accept(tar)).toBe(tar.length);
  const found = [];
  for await (const entry of readTarEntries(once(tar))) {
    found.push(memberOf(entry.header));
    for await (const _ of entry);
  }
  return found;
}

async function* once(chunk: Buffer): AsyncGenerator<Buffer, void, void> {
  yield chunk;
}

/** What GNU tar says of the first member, whether or not its data follow. */
function listWithTar(header: Buffer): string {
  const { stdout } = spawnSync(
    'tar',
    ['--list', '--verbose', '--numeric-owner', '--full-time', '--utc', '--quoting-style=literal', '--file=-'],
    {
      input: header,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    },
  );
  return stdout.toString().trimEnd();
}

describe('a tar header', () => {
  it('is one block where ustar suffices', () => {
    const cases: Partial<TarMember>[] = [
      { path: 'a' },
      { path: 'x'.repeat(100) },
      { path: `${'p'.repeat(155)}/${'n'.repeat(100)}` },
      { path: `${'a/'.repeat(77)}${'n'.repeat(100)}` },
      { type: 'dir', path: 'x'.repeat(99) },
      { type: 'symlink', target: 'x'.repeat(100) },
      { size: 8 * gibibyte - 1 },
      { uid: 2_097_151, gid: 2_097_151 },
      { mtimeMs: 1_700_000_000_000 },
      { mtimeMs: 8_589_934_591_000 },
    ];
    for (const fields of cases) {
      expect(encodeTarHeader({ ...plain, ...fields })).toHaveLength(512);
      expect(tarHeaderLength({ ...plain, ...fields })).toBe(512);
    }
  });

  it('has an extended header where ustar does not suffice', () => {
    const cases: Partial<TarMember>[] = [
      { path: 'x'.repeat(101) },
      { type: 'dir', path: 'x'.repeat(100) },
      { path: `${'p'.repeat(156)}/n` },
      { path: 'é' },
      { path: 'a\nb' },
      { type: 'symlink', target: 'x'.repeat(101) },
      { type: 'symlink', target: 'é' },
      { size: 8 * gibibyte },
      { uid: 2_097_152 },
      { gid: 4_294_967_294 },
      { mtimeMs: 0.5 },
      { mtimeMs: -1000 },
      { mtimeMs: 8_589_934_592_000 },
    ];
    for (const fields of cases) expect(encodeTarHeader({ ...plain, ...fields })).toHaveLength(1536);
  });

  it.each<[string, Partial<TarMember>, RegExp]>([
    ['files of 8 GiB less a byte', { size: 8 * gibibyte - 1 }, / 8589934591 /],
    ['files of 8 GiB', { size: 8 * gibibyte }, / 8589934592 /],
    ['files of 9 PB', { size: 2 ** 53 - 1 }, / 9007199254740991 /],
    ['large ids', { uid: 4_294_967_294, gid: 3_000_000_000 }, / 4294967294\/3000000000 /],
    ['the largest ids that ustar can say', { uid: 2_097_151, gid: 2_097_151 }, / 2097151\/2097151 /],
    ['fractions of a second', { mtimeMs: 1_700_000_000_123.456 }, / 2023-11-14 22:13:20.123456/],
    ['times before 1970', { mtimeMs: -86_400_000 }, / 1969-12-31 00:00:00/],
    ['times after 2038', { mtimeMs: 2 ** 32 * 1000 }, / 2106-02-07 06:28:16/],
    ['times after 2242', { mtimeMs: 9_000_000_000_000 }, / 2255-03-14 16:00:00/],
    ['modes', { mode: 0o4751 }, /^-rwsr-x--x /],
    ['folders', { type: 'dir', mode: 0o755 }, /^drwxr-xr-x .* a\/$/],
    ['links', { type: 'symlink', target: 'tö b' }, /^l.* a -> tö b$/],
    ['hard links', { type: 'link', target: 'other' }, /^h.* a link to other$/],
    ['names in Unicode', { path: 'é/大阪/🗄️' }, / é\/大阪\/🗄️$/],
    [
      'names of 4,096 bytes',
      { path: `${'d'.repeat(240)}/`.repeat(17).slice(0, 4096) },
      / (d{240}\/){16}d{239}/,
    ],
    [
      'names at the edge of the two fields',
      { path: `${'p'.repeat(155)}/${'n'.repeat(100)}` },
      / p{155}\/n{100}$/,
    ],
  ])('tells GNU tar %s', (_, fields, expected) => {
    expect(listWithTar(encodeTarHeader({ ...plain, ...fields }))).toMatch(expected);
  });

  // An upload that was cut off goes on with another version of this program: the bytes must be the same.
  it.each<[string, Partial<TarMember>, string]>([
    [
      'ustar',
      { path: 'a/b', type: 'symlink', target: 'c', uid: 1000, mtimeMs: 1_700_000_000_000 },
      'a80582b381a918aede9a2d4426e5fbc8a7150bf2192ab5be8c44764194f76bbd',
    ],
    [
      'an extended header',
      { path: 'é', size: 8 * gibibyte, mtimeMs: 0.5 },
      '07d47a65ea5bbe7075ff189a2d95cf85d674f1f85e9b677f2de8bc307b527817',
    ],
  ])('is, byte by byte, what it always was: %s', (_, fields, expected) => {
    const header = encodeTarHeader({ ...plain, ...fields });
    expect(createHash('sha256').update(header).digest('hex')).toBe(expected);
  });

  it('reads what GNU tar writes', async () => {
    const tar = execFileSync('tar', [
      '--create',
      '--format=posix',
      '--file=-',
      '--directory',
      import.meta.dirname,
      'tarHeader.test.ts',
    ]);
    const paths = [];
    for await (const entry of readTarEntries(once(tar))) {
      paths.push(entry.header.name);
      for await (const _ of entry);
    }
    expect(paths).toEqual(['tarHeader.test.ts']);
  });

  it('comes back as it was written', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .map((text) => text.replace(/[/\0]/g, '_'));
    const path = fc.array(name, { minLength: 1, maxLength: 12 }).map((names) => names.join('/'));
    const common = {
      path,
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.integer({ min: 0, max: 2 ** 32 - 2 }),
      gid: fc.integer({ min: 0, max: 2 ** 32 - 2 }),
      // Microseconds are kept.
      mtimeMs: fc.integer({ min: -(2 ** 40), max: 2 ** 43 }).map((value) => value / 4),
    };
    const members = fc.oneof(
      fc.record({ ...common, type: fc.constant('file' as const), size: fc.integer({ min: 0, max: 2000 }) }),
      fc.record({ ...common, type: fc.constant('dir' as const), size: fc.constant(0) }),
      fc.record({
        ...common,
        type: fc.constantFrom('link' as const, 'symlink' as const),
        size: fc.constant(0),
        target: path,
      }),
    );
    await fc.assert(
      fc.asyncProperty(members, async (member) => {
        expect(tarHeaderLength(member)).toBe(encodeTarHeader(member).length);
        const found = await readBack(member);
        expect(found).toEqual([{ ...member, mtimeMs: expect.closeTo(member.mtimeMs, 2) }]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['files of more than 8 GiB', { size: 8 * gibibyte }],
    ['files of 9 PB', { size: 2 ** 53 - 1 }],
  ])('is followed to the end of %s', (_, fields) => {
    const framing = new TarFraming();
    const header = encodeTarHeader({ ...plain, ...fields });
    expect(framing.accept(header)).toBe(header.length);
    // All of this is data: no header is looked for in it.
    expect(framing.accept(Buffer.alloc(1024 * 1024, 0xff))).toBe(1024 * 1024);
    expect(framing.isAtEnd).toBe(false);
  });
});

describe('the framing of a tar', () => {
  it('does not depend on how the bytes arrive', () => {
    const member = { ...plain, path: 'é'.repeat(50), size: 700 };
    const tar = Buffer.concat([
      encodeTarHeader(member),
      Buffer.alloc(1024, 1),
      encodeTarHeader(plain),
      Buffer.alloc(1024),
    ]);
    const behind = Buffer.from('behind');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 }), (lengths) => {
        const framing = new TarFraming();
        let rest = Buffer.concat([tar, behind]);
        let accepted = 0;
        for (let turn = 0; rest.length > 0; turn += 1) {
          const piece = rest.subarray(0, lengths[turn % lengths.length]);
          rest = rest.subarray(piece.length);
          accepted += framing.accept(piece);
        }
        expect(accepted).toBe(tar.length);
        expect(framing.isAtEnd).toBe(true);
      }),
    );
  });

  it.each([
    ['a file as in the oldest tars', { type: '\0' }],
    ['a header with the magic of GNU tar', { magic: 'ustar  \0' }],
    ['a size that ends in spaces', { sizeField: Buffer.from('00000000004 ') }],
  ])('takes %s', (_, fields) => {
    const tar = Buffer.concat([rawMember({ name: 'x', data: 'data', ...fields }), tarEnd]);
    const framing = new TarFraming();
    expect(framing.accept(tar)).toBe(tar.length);
    expect(framing.isAtEnd).toBe(true);
  });

  it('takes an extended header of 1 MiB', () => {
    const pax = Buffer.from(`1048576 comment=${'x'.repeat(1024 * 1024 - 17)}\n`);
    const tar = Buffer.concat([rawMember({ name: 'x', pax }), tarEnd]);
    expect(new TarFraming().accept(tar)).toBe(tar.length);
  });

  it('never fails otherwise than by refusing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 512, maxLength: 2048 }), (bytes) => {
        try {
          new TarFraming().accept(Buffer.from(bytes));
        } catch (error) {
          expect((error as Error).name).toBe('TarRefused');
        }
      }),
    );
  });
});
