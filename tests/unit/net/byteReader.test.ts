import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/common/byteReader.ts';
import { collect, stream } from './stream.ts';

describe('a reader of exact lengths', () => {
  it('gives the same bytes whatever the chunks', async () => {
    const lengths = fc.array(fc.nat({ max: 40 }), { maxLength: 8 });
    const offsets = fc.array(fc.nat({ max: 200 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), lengths, offsets, async (bytes, wanted, where) => {
        const whole = Buffer.from(bytes);
        const reader = new ByteReader(stream(whole, where));
        let position = 0;
        for (const length of wanted) {
          expect(await reader.read(length)).toEqual(whole.subarray(position, position + length));
          position = Math.min(position + length, whole.length);
        }
        expect(await reader.isAtEnd()).toBe(position === whole.length);
        expect(await collect(reader.rest())).toEqual(whole.subarray(position));
        expect(await reader.isAtEnd()).toBe(true);
      }),
    );
  });

  it('gives fewer bytes at the end, and then none', async () => {
    const reader = new ByteReader(stream(Buffer.from('abc'), [1]));
    expect((await reader.read(5)).toString()).toBe('abc');
    expect((await reader.read(5)).toString()).toBe('');
  });

  it('passes over empty chunks', async () => {
    async function* withEmpty() {
      yield Buffer.alloc(0);
      yield Buffer.from('ab');
      yield Buffer.alloc(0);
    }
    const reader = new ByteReader(withEmpty());
    expect((await reader.read(2)).toString()).toBe('ab');
    expect(await reader.isAtEnd()).toBe(true);
  });

  it('lets the source go when it is closed', async () => {
    let isReleased = false;
    async function* source() {
      try {
        yield Buffer.from('ab');
        yield Buffer.from('cd');
      } finally {
        isReleased = true;
      }
    }
    const reader = new ByteReader(source());
    await reader.read(1);
    await reader.close();
    expect(isReleased).toBe(true);
  });

  it('throws what the source throws', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('ab');
      throw new Error('broken');
    }
    await expect(new ByteReader(broken()).read(3)).rejects.toThrow('broken');
  });
});
