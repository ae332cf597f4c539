import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldWindow } from '../../src/components/layout/fieldWindow.ts';
import { cut, cutStart, fitLeft, fitRight, widthOf, wrap } from '../../src/components/layout/text.ts';
import { moveBy, movePage, settle } from '../../src/components/state/listPosition.ts';
import { sampleSpeed, timeLeft } from '../../src/components/state/speed.ts';
import { createUnits } from '../../src/text/units.ts';

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
const width = fc.integer({ min: 1, max: 40 });

test('text takes exactly or at most the columns it is given, and no control character gets through', () => {
  fc.assert(
    fc.property(text, width, (shown, columns) => {
      expect(widthOf(fitLeft(shown, columns))).toBe(columns);
      expect(widthOf(fitRight(shown, columns))).toBe(columns);
      for (const line of [cut(shown, columns), cutStart(shown, columns), ...wrap(shown, columns)]) {
        expect(widthOf(line)).toBeLessThanOrEqual(Math.max(2, columns));
        expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }
    }),
  );
});

test('what is cut ends, or begins, with an ellipsis, by columns and not by characters', () => {
  expect(cut('写真写真', 5)).toBe('写真…');
  expect(cutStart('/a/very/long/path', 8)).toBe('…ng/path');
  expect(fitLeft('写真写真', 4)).toBe('写… ');
});

test('a line does not break before the signs that French sets apart', () => {
  expect(wrap('Rien ne va : encore', 11)).toEqual(['Rien ne', 'va\u{a0}: encore']);
});

test('a field always shows its cursor', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(),
      fc.integer({ min: 3, max: 30 }),
      fc.boolean(),
      (value, place, columns, isMasked) => {
        const characters = Array.from(new Intl.Segmenter().segment(value), ({ segment }) => segment);
        const cursor = characters.slice(0, place % (characters.length + 1)).join('').length;
        const window = fieldWindow({ value, cursor }, columns, isMasked);
        expect(window.cursorColumn).toBeLessThan(columns);
        expect(widthOf(window.text)).toBeLessThanOrEqual(columns);
      },
    ),
  );
});

test('a list keeps its highlight in the window', () => {
  const position = fc.record({ cursor: fc.integer(), top: fc.integer() });
  fc.assert(
    fc.property(position, fc.nat(1000), fc.integer({ min: 1, max: 60 }), (before, count, height) => {
      for (const moved of [before, moveBy(before, 7, count), movePage(before, -1, count, height)]) {
        const { cursor, top } = settle(moved, count, height);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(cursor).toBeGreaterThanOrEqual(top);
        expect(cursor).toBeLessThan(Math.max(1, Math.min(top + height, count)));
      }
    }),
  );
});

test('the speed is that of the last seconds and never negative', () => {
  const first = sampleSpeed(null, 0, 0);
  expect(first.bytesPerSecond).toBeNull();
  const second = sampleSpeed(first, 1000, 1000);
  expect(second.bytesPerSecond).toBe(1000);
  expect(timeLeft(second, 1000, 5000)).toBe(4000);
  const stalled = sampleSpeed(second, 1000, 21_000);
  expect(stalled.bytesPerSecond).toBeLessThan(10);
  expect(sampleSpeed(second, 0, 2000).bytesPerSecond).toBeNull();
  expect(timeLeft(first, 0, 5000)).toBeNull();
  expect(timeLeft(second, 1000, null)).toBeNull();
});

test('sizes and times are written as people of the language do', () => {
  const english = createUnits('en');
  const french = createUnits('fr');
  const plain = (shown: string) => shown.replaceAll('\u{a0}', ' ');
  expect([0, 999, 1000, 1_550_000, 99_950_000, 999_600_000].map(english.bytes).map(plain)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.6 MB',
    '100 MB',
    '1.0 GB',
  ]);
  expect(plain(french.bytes(1_550_000))).toBe('1,6 Mo');
  expect(plain(french.number(1_234_567))).toBe('1 234 567');
  expect(plain(english.age(47 * 3_600_000))).toBe('47 h');
  expect(plain(french.age(48 * 3_600_000))).toBe('2 j');
  expect([900, 80_000, 3_900_000, 90_000_000].map(english.duration).map(plain)).toEqual([
    '1 s',
    '1 min 20 s',
    '1 h 5 min',
    '1 d 1 h',
  ]);
  expect(plain(english.percent(0.9999))).toBe('99 %');
});
