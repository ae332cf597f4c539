import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFault } from '../../src/config/jsonFault.ts';

test.each([
  ['a value without quotes', '{\n  "host": nas\n}', 2, 11],
  ['a comma that is missing', '{\n  "a": 1\n  "b": 2\n}', 3, 3],
  ['a comma too many', '{\n  "a": [1, 2,]\n}', 2, 14],
  ['a colon that is missing', '{"a" 1}', 1, 6],
  ['a comment', '{}\n// mine', 2, 1],
  ['a text that does not end', '{"a": "b}', 1, 7],
  ['a line break inside a text', '["a\nb"]', 1, 2],
  ['an end that is missing', '{"a": 1', 1, 8],
  ['nothing', '', 1, 1],
])('%s is found', (_what, source, line, column) => {
  expect(jsonFault(source)).toEqual({ line, column });
});

test('of JSON everything is read, up to its end', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('', '  ', '\n'), (source, tail) => {
      const { line, column } = jsonFault(source + tail);
      const lines = (source + tail).split('\n');
      expect([line, column]).toEqual([lines.length, (lines.at(-1)?.length ?? 0) + 1]);
    }),
  );
});
