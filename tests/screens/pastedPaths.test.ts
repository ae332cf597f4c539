import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pastedPaths } from '../../src/components/state/pastedPaths.ts';

const read = (text: string) => pastedPaths(text, '/w', '/home/ada');

test.each([
  ['/srv/data', ['/srv/data']],
  ['  /srv/my data \n', ['/srv/my data']],
  ['/srv/my\\ data', ['/srv/my data']],
  ["'/srv/my data'", ['/srv/my data']],
  ['"/srv/say \\"hi\\""', ['/srv/say "hi"']],
  [`'/srv/it'\\''s' '/srv/b'`, ["/srv/it's", '/srv/b']],
  ['file:///srv/my%20data', ['/srv/my data']],
  ['file://laptop/srv/a\r\nfile:///srv/b\r\n', ['/srv/a', '/srv/b']],
  ['~/notes\n~', ['/home/ada/notes', '/home/ada']],
  ['a/../b', ['/w/b']],
  ['file:///%zz', ['/w/file:/%zz']],
  ['\n \n', []],
  ['/a\0b', []],
])('%j is %j', (text, paths) => {
  expect(read(text)).toEqual(paths);
});

const absolute = fc
  .array(
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/[/\0\r\n]|^\.\.?$/.test(name)),
    { minLength: 1, maxLength: 4 },
  )
  .map((names) => `/${names.join('/')}`);

test('any path comes back from its quotes, and from its address', () => {
  fc.assert(
    fc.property(fc.array(absolute, { minLength: 1, maxLength: 3 }), (paths) => {
      const quoted = paths.map((path) => `'${path.replaceAll("'", `'\\''`)}'`);
      expect(read(quoted.join(' '))).toEqual(paths);
      expect(read(quoted.join('\n'))).toEqual(paths);
      expect(read(paths.map((path) => pathToFileURL(path).href).join('\n'))).toEqual(paths);
    }),
  );
});
