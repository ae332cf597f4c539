import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrange } from '../../src/components/state/fileOrder.ts';
import { sortByName } from '../../src/components/state/runners/sortByName.ts';

const { signal } = new AbortController();
const sorted = async (names: readonly string[]) =>
  (
    await sortByName(
      names.map((name) => ({ name })),
      ({ name }) => name.endsWith('/'),
      signal,
    )
  ).map(({ name }) => name);

test('folders come first; case and accents do not count, and numbers count as numbers', async () => {
  expect(await sorted(['file10', 'zoo/', 'Émile', 'file2', 'emma', 'a/', 'FILE1'])).toEqual([
    'a/',
    'zoo/',
    'Émile',
    'emma',
    'FILE1',
    'file2',
    'file10',
  ]);
});

test('lists of any length are sorted, whatever order they come in', async () => {
  const count = fc.constantFrom(0, 1, 999, 1000, 1001, 2500, 4001);
  await fc.assert(
    fc.asyncProperty(count, fc.integer({ min: 1 }), async (length, step) => {
      const expected = Array.from({ length }, (_, index) => `n${index}`);
      const mixed = expected.toSorted((one, other) => hash(one, step) - hash(other, step));
      expect(await sorted(mixed)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

test('by size and date the largest and latest come first, folders before all, the unknown last', () => {
  const rows = [
    { name: 'f', isFolder: true, bytes: null, time: null },
    { name: 'a', isFolder: false, bytes: 1, time: 30 },
    { name: 'b', isFolder: false, bytes: null, time: -5 },
    { name: 'c', isFolder: false, bytes: 9, time: null },
  ];
  const names = (order: 'name' | 'size' | 'date', text = '') =>
    arrange(rows, text, order, (row) => row).map(({ name }) => name);
  expect(names('name')).toEqual(['f', 'a', 'b', 'c']);
  expect(names('size')).toEqual(['f', 'c', 'a', 'b']);
  expect(names('date')).toEqual(['f', 'a', 'b', 'c']);
  expect(names('size', 'C')).toEqual(['c']);
});

function hash(text: string, step: number): number {
  return [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0) + step) % 10_007, 7);
}
