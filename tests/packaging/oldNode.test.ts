import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isNodeTooOld } from '../../src/text/nodeTooOld.ts';
import { programPath, run } from '../support/program.ts';

/** This Node.js, taken for an older one. */
const pretended = [
  process.execPath,
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"22.4.1"}})',
] as const;

/** Real ones on the path, where there are any. */
const real = [...new Set((process.env['PATH'] ?? '').split(delimiter))]
  .map((folder) => join(folder, 'node'))
  .flatMap((node) => {
    const version = versionOf(node);
    return version !== null && isNodeTooOld(version, '24.19') ? [{ version, command: [node] }] : [];
  });

describe.each([{ version: '22.4.1', command: pretended }, ...real.slice(0, 1)])(
  'on Node.js $version',
  ({ version, command: [node = '', ...options] }) => {
    const start = (args: string[], environment = {}) =>
      run(node, [...options, programPath, ...args], environment);

    test.each([[], ['--version'], ['list'], ['upload', 'a', '--label', 'b']])(
      'the program says which version it needs: %s %s',
      async (...args) => {
        const { exitCode, stdout, stderr } = await start(args);
        expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
        expect(stderr).toMatch(
          new RegExp(`^This Node.js is ${version}; secure-client needs 24.19 or newer.\nInstall .*\n$`),
        );
      },
    );

    test('it says so in French', async () => {
      const sentence = `Ce Node.js est la version ${version} ; secure-client demande la 24.19 ou plus récente.`;
      expect((await start(['list'], { LANG: 'fr_FR.UTF-8' })).stderr).toContain(sentence);
      expect((await start(['list', '--lang', 'fr'])).stderr).toContain(sentence);
    });

    test('it says so as JSON', async () => {
      const { exitCode, stdout } = await start(['list', '--json']);
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'node-too-old' } });
    });
  },
);

test.each([
  ['24.19.0', false],
  ['24.20.1', false],
  ['25.0.0', false],
  ['24.18.9', true],
  ['20.20.2', true],
  ['9.99.0', true],
])('Node.js %s is too old for 24.19: %s', (version, isTooOld) => {
  expect(isNodeTooOld(version, '24.19')).toBe(isTooOld);
});

function versionOf(node: string): string | null {
  try {
    return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}
