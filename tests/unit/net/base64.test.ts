import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Base64Error, base64Length, decodeBase64, encodeBase64 } from '../../../src/common/base64.ts';
import { collect, piecesOf, stream } from './stream.ts';

const offsets = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });

async function decode(text: string, where: readonly number[] = []): Promise<string> {
  return (await collect(decodeBase64(stream(Buffer.from(text, 'latin1'), where)))).toString('latin1');
}

describe('base64 (RFC 4648 §4)', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j (RFC 4648 §10)', async (text, encoded) => {
    expect((await collect(encodeBase64(stream(Buffer.from(text))))).toString()).toBe(encoded);
    expect(await decode(encoded)).toBe(text);
  });

  it('is encoded alike in whatever pieces the bytes come, in the length announced', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), offsets, async (bytes, where) => {
        const encoded = await collect(encodeBase64(stream(Buffer.from(bytes), where)));
        expect(encoded.toString()).toBe(Buffer.from(bytes).toString('base64'));
        expect(encoded.length).toBe(base64Length(bytes.length));
      }),
    );
  });

  it('is decoded alike in whatever pieces the text comes, line breaks or not', async () => {
    const space = fc.constantFrom('', '\n', '\r\n', ' ', '\t', ' \r\n\t ');
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat({ max: 80 }),
        space,
        offsets,
        async (bytes, width, between, where) => {
          const text = Buffer.from(bytes)
            .toString('base64')
            .replace(new RegExp(`.{${width + 1}}`, 'g'), `$&${between}`);
          expect(await decode(text + between, where)).toBe(Buffer.from(bytes).toString('latin1'));
        },
      ),
    );
  });

  it('survives pieces larger than those it works in', async () => {
    const bytes = Buffer.alloc(200_000, 'The quick brown fox. ');
    const encoded = await collect(encodeBase64(stream(bytes, [1, 70_000])));
    expect(await collect(decodeBase64(stream(encoded, [2, 131_074])))).toEqual(bytes);
  });

  it('holds no empty pieces', async () => {
    const pieces = await piecesOf(encodeBase64(stream(Buffer.from('ab'), [1])));
    expect(pieces.map(({ length }) => length)).toEqual([4]);
  });

  it.each([
    'Zm9',
    'Z',
    'Zm9v=',
    'Zm9vYg=',
    'Zm9vY===',
    '====',
    '=',
    'Zg==Zg==',
    'Zg==\nZg==',
    'Zm=v',
    '=m9v',
    'Zg=\n=Z',
    'Zm9!',
    'Zm9v!!!!',
    'Z*9v',
    'Zm9v\0',
    'Zm9v\xa0',
    'Zm9v\x0b',
    'Zm-_',
    '-_-_',
    'Zm9v"',
    'Zm\n9',
    '\xc3\xa9AA',
    'Zg==-',
  ])('is not %j (RFC 4648 §3.3)', async (text) => {
    await expect(decode(text)).rejects.toThrow(Base64Error);
    await expect(
      decode(
        text,
        Array.from(text, (_, index) => index),
      ),
    ).rejects.toThrow(Base64Error);
  });

  it('of white space without end is refused, that of lines is not', async () => {
    const lines = `${'Zm9v'.repeat(19)}\r\n`.repeat(2000);
    expect(await decode(lines, [])).toHaveLength(57 * 2000);
    await expect(decode('\n'.repeat(200_000), [])).rejects.toThrow('more white space than text');
  });

  it('with one character that is none of its own is refused, wherever that stands', async () => {
    const foreign = fc
      .integer({ min: 0, max: 255 })
      .map((code) => String.fromCharCode(code))
      .filter(
        (character) =>
          !/[A-Za-z0-9+/=\s]/.test(character) ||
          character === '\x0b' ||
          character === '\f' ||
          character === '\xa0',
      );
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.nat(),
        foreign,
        offsets,
        async (bytes, at, character, where) => {
          const text = Buffer.from(bytes).toString('base64');
          const index = at % (text.length + 1);
          const inserted = text.slice(0, index) + character + text.slice(index);
          await expect(decode(inserted, where)).rejects.toThrow(Base64Error);
          const replaced = text.slice(0, index) + character + text.slice(index + 1);
          await expect(decode(replaced, where)).rejects.toThrow(Base64Error);
        },
      ),
    );
  });
});
