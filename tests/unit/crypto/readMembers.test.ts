import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TarFraming } from '../../../src/crypto/tar/framing.ts';
import { encodeTarHeader, paddingOf } from '../../../src/crypto/tar/header.ts';
import { type RawMember, rawMember, tarEnd } from '../../crypto/support/rawTar.ts';
import { readByHand, readByPackage } from '../../support/readTar.ts';

const lengths = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 });
const text = fc.string({
  unit: fc.constantFrom('a', 'é', '/', '\n', '\u{1f5c4}'),
  minLength: 1,
  maxLength: 40,
});

describe('a tar is read alike by restoring and by verifying', () => {
  it('as we write it, however it arrives, and whatever is left unread', async () => {
    const member = fc.record({
      path: text.map((path) => `p${path}x`),
      type: fc.constantFrom('file' as const, 'dir' as const),
      size: fc.oneof(fc.constantFrom(0, 1, 511, 512, 513), fc.integer({ min: 0, max: 9000 })),
      mtimeMs: fc.integer({ min: -(2 ** 40), max: 2 ** 43 }).map((value) => value / 4),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.integer({ min: 0, max: 2 ** 32 - 2 }),
      gid: fc.integer({ min: 0, max: 2 ** 32 - 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 6 }), lengths, async (members, pieces) => {
        const parts = members.flatMap((given, number) => {
          const size = given.type === 'dir' ? 0 : given.size;
          return [
            encodeTarHeader({ ...given, size }),
            Buffer.alloc(size, `${number} says `),
            Buffer.alloc(paddingOf(size)),
          ];
        });
        const tar = Buffer.concat([...parts, tarEnd]);
        const expected = await readByPackage(tar);
        expect(expected).toHaveLength(members.length);
        expect(await readByHand(tar, pieces)).toEqual(expected);
        const skipped = await readByHand(tar, pieces, true);
        expect(skipped.filter((_, number) => number % 2 === 0)).toEqual(
          expected.filter((_, number) => number % 2 === 0),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('as anybody may write it, once its framing lets it through', async () => {
    const odd: fc.Arbitrary<RawMember & { readonly isSizeRepeated?: boolean }> = fc.record(
      {
        name: fc.constantFrom('', 'a', 'a/', 'n'.repeat(100), 'é/', '/'),
        type: fc.constantFrom('0', '\0', '1', '2', '5'),
        data: fc.constantFrom('', 'x', 'y'.repeat(700)),
        linkname: fc.constantFrom('', 't', 'l'.repeat(100)),
        mode: fc.integer({ min: 0, max: 0o7777 }),
        magic: fc.constantFrom('ustar\x0000', 'ustar  \0'),
        prefix: fc.constantFrom('', 'p', 'p/q'),
        mtimeField: fc.constantFrom(
          Buffer.from('00000000000\0'),
          Buffer.from('     123456 '),
          Buffer.from('800000000000000000000400', 'hex'),
        ),
        pax: fc.dictionary(fc.constantFrom('path', 'linkpath', 'mtime', 'uid', 'comment'), text),
        isSizeRepeated: fc.boolean(),
      },
      { requiredKeys: ['name', 'data'] },
    );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 4 }), lengths, async (members, pieces) => {
        const filled = members.map(({ pax = {}, isSizeRepeated = false, ...given }) => {
          const data = (given.type ?? '0') > '0' ? '' : (given.data ?? '');
          const all = { ...pax, ...(isSizeRepeated ? { size: String(data.length) } : {}) };
          return { ...given, data, ...(Object.keys(all).length > 0 ? { pax: all } : {}) };
        });
        const tar = Buffer.concat([...filled.map(rawMember), tarEnd]);
        try {
          if (new TarFraming().accept(tar) < tar.length) return;
        } catch {
          return;
        }
        compared += 1;
        expect(await readByHand(tar, pieces)).toEqual(await readByPackage(tar));
      }),
      { numRuns: 200 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  it.each<[string, RawMember]>([
    ['a file with a slash at its end', { name: 'a/', data: 'content' }],
    ['one whose name is all in the second field', { name: '', prefix: 'p' }],
    ['an extended header without a path', { name: 'a', data: 'x', pax: { path: '' } }],
    [
      'a size that only the extended header tells, as of more than 8 GiB',
      { name: 'a', data: 'content', sizeField: Buffer.from('00000000000\0'), pax: { size: '7' } },
    ],
    ['a number behind zeros', { name: 'a', mtimeField: Buffer.from('\0\x0017') }],
    ['a number behind zeros and a blank', { name: 'a', mtimeField: Buffer.from('\0 17') }],
    ['a number that is none', { name: 'a', mtimeField: Buffer.from('z') }],
    ['a number beyond all others', { name: 'a', mtimeField: Buffer.from('c20000000000000000000400', 'hex') }],
    ['an extended header without a target', { name: 'a', type: '2', linkname: 't', pax: { linkpath: '' } }],
  ])('where there is %s', async (_, member) => {
    const tar = Buffer.concat([rawMember(member), tarEnd]);
    expect(new TarFraming().accept(tar)).toBe(tar.length);
    expect(await readByHand(tar, [512])).toEqual(await readByPackage(tar));
  });

  // The package takes it for a second more.
  it('but for a time before 1970, as GNU tar writes it', async () => {
    const mtimeField = Buffer.from('ffffffffffffffffffffff00', 'hex');
    const tar = Buffer.concat([rawMember({ name: 'a', mtimeField }), tarEnd]);
    expect(await readByHand(tar, [512])).toMatchObject([{ mtimeMs: -256_000 }]);
  });
});
