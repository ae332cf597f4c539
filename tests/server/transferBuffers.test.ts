import { describe, expect, it } from 'vitest';
import { withTwoBuffers } from '../../src/server/transferBuffers.ts';

const large = 2 ** 30;

/** The lengths of the buffers of so many transfers that are under way at once. */
async function lengthsOf(transfers: number): Promise<number[]> {
  const lengths: number[] = [];
  const begin = async (): Promise<void> => {
    await withTwoBuffers(large, async (one, other) => {
      expect(other.length).toBe(one.length);
      lengths.push(one.length);
      if (lengths.length < transfers) await begin();
    });
  };
  await begin();
  return lengths;
}

describe('the buffers of transfers', () => {
  it('are of 512 KiB for one alone, whatever was before', async () => {
    await expect(withTwoBuffers(large, () => Promise.reject(new Error('cut off')))).rejects.toThrow(
      'cut off',
    );
    await lengthsOf(50);
    expect(await lengthsOf(1)).toEqual([512 * 1024]);
  });

  it('become smaller with their number: those of fifty have 32 MiB together at most', async () => {
    const lengths = await lengthsOf(50);
    expect(lengths.reduce((sum, length) => sum + 2 * length, 0)).toBeLessThan(32 * 2 ** 20);
    expect(Math.min(...lengths)).toBeGreaterThan(64 * 1024);
  });

  it('end between two quanta of base64, and never fall below 32 KiB', async () => {
    const lengths = await lengthsOf(300);
    expect(lengths.every((length) => length % 4 === 0)).toBe(true);
    expect(Math.min(...lengths)).toBe(32 * 1024);
  });

  it('are no larger than the body, and give their memory back', async () => {
    const lent = await withTwoBuffers(5, async (one, other) => {
      expect([one.length, other.length]).toEqual([5, 5]);
      return [one, other];
    });
    expect(lent.map(({ length }) => length)).toEqual([0, 0]);
  });
});
