import { isDeepStrictEqual } from 'node:util';
import { parseBoundedJson } from '../../../../src/net/boundedJson.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowingNow } from './allowing.ts';

/** JSON of a server: refused, or what `JSON.parse` reads, and not deep. */
export const create: CreateTarget = () => ({
  seeds: [
    '{"message":"hello","next":null}',
    `${'['.repeat(32)}${']'.repeat(32)}`,
    `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`,
    '["\\"[{,","\\\\",-1.5e3,true,false]',
    '{"a":{"b":[1,[2,{}]]}}',
  ].map((text) => Buffer.from(text)),
  dictionary: [
    '[',
    ']',
    '{',
    '}',
    '"',
    '\\"',
    '\\\\',
    '\\u0000',
    '":',
    '1e999',
    'null',
    '[['.repeat(16),
    '\xef\xbb\xbf',
  ],
  maximumLength: 4096,
  run(input) {
    const expected = allowingNow(
      () => ({ value: JSON.parse(input.toString('utf8')) as unknown }),
      [SyntaxError],
    );
    const read = allowingNow(() => ({ value: parseBoundedJson(input) }), [SyntaxError, RangeError]);
    if (read === undefined) {
      must(expected === undefined || depthOf(expected.value) > 32, 'a good document is refused');
    } else {
      must(isDeepStrictEqual(read, expected), 'another reading than that of JSON.parse');
      must(depthOf(read.value) <= 32, 'a document that goes too deep');
    }
  },
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
