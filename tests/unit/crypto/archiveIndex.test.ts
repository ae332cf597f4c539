import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  decodeIndex,
  decodeTrailer,
  encodeTrailer,
  maximumIndexLength,
  trailerLength,
} from '../../../src/crypto/archiveIndex.ts';

describe('a trailer', () => {
  const indexOffset = 1000;
  const indexLength = 200;
  const plaintextLength = indexOffset + indexLength + trailerLength;
  const trailer = encodeTrailer(indexOffset, indexLength);

  it('tells where the index stands', () => {
    expect(decodeTrailer(trailer, plaintextLength)).toEqual({ offset: indexOffset, length: indexLength });
  });

  it.each([
    ['shorter', trailer.subarray(1), plaintextLength],
    ['longer', Buffer.concat([trailer, Buffer.alloc(1)]), plaintextLength],
    ['another mark', Buffer.concat([trailer.subarray(0, -1), Buffer.of(0)]), plaintextLength],
    ['of a plaintext that is a byte longer', trailer, plaintextLength + 1],
    ['of a plaintext that is a byte shorter', trailer, plaintextLength - 1],
    [
      'of an index that is too long',
      encodeTrailer(0, maximumIndexLength + 1),
      maximumIndexLength + 1 + trailerLength,
    ],
  ])('is none when it is %s', (_, bytes, length) => {
    expect(decodeTrailer(bytes, length)).toBeNull();
  });

  it('tells of the longest index that there may be', () => {
    const longest = encodeTrailer(0, maximumIndexLength);
    expect(decodeTrailer(longest, maximumIndexLength + trailerLength)).toEqual({
      offset: 0,
      length: maximumIndexLength,
    });
  });
});

describe('an index', () => {
  const summary = JSON.stringify({
    ...{ v: 1, name: 'a.enc', id: '00'.repeat(16), created: '2026-11-22T12:00:00.000Z' },
    ...{ host: 'h', user: 'u', entries: 0, bytes: 0 },
  });
  const read = (text: string) => decodeIndex(zstdCompressSync(Buffer.from(text)));

  it('may be of a summary alone', async () => {
    expect(await read(`${summary}\n`)).toMatchObject({ summary: { name: 'a.enc' }, entries: [], frames: [] });
  });

  it.each([
    ['without a summary', ''],
    ['with a line that does not end', `${summary}\n{`],
    ['with a summary that does not end', summary],
    ['with an empty line', `${summary}\n\n`],
    ['with a line that is null', `${summary}\nnull\n`],
    ['with a line that is a number', `${summary}\n7\n`],
    ['with a second summary', `${summary}\n${summary}\n`],
    ['with a frame that is not the first', `${summary}\n{"frame":[4194304,10]}\n`],
    ['with a line of more than a mebibyte', `${summary}\n"${'a'.repeat(2 * 1024 * 1024)}`],
  ])('is none %s', async (_, text) => {
    expect(await read(text)).toBeNull();
  });

  it('is none when it is not compressed', async () => {
    expect(await decodeIndex(Buffer.from(`${summary}\n`))).toBeNull();
  });
});
