import { expect, test } from 'vitest';
import { readJson } from './supply/index.ts';
import { lockSchema, manifestSchema, supplyProblems } from './supply/lockFile.ts';

const lock = lockSchema.parse(await readJson('package-lock.json'));
const manifest = manifestSchema.parse(await readJson('package.json'));

test('all packages are locked with a checksum, come from the registry and run nothing but what is allowed', () => {
  expect(supplyProblems(lock, manifest)).toEqual([]);
});

test.each([
  ['has no checksum', { version: '1.0.0' }],
  ['has no checksum', { version: '1.0.0', integrity: 'sha1-abc' }],
  ['comes from git+ssh://example.org/it', { integrity: 'sha512-abc', resolved: 'git+ssh://example.org/it' }],
  ['is a link', { link: true }],
])('a package that %s is found', (problem, found) => {
  const changed = { packages: { ...lock.packages, 'node_modules/it': found } };
  expect(supplyProblems(changed, manifest)).toEqual([`node_modules/it ${problem}`]);
});

test('a script that nobody allowed is found, and so is a version that is not one', () => {
  const it = { integrity: 'sha512-abc', hasInstallScript: true };
  const changed = { packages: { ...lock.packages, 'node_modules/a/node_modules/it': it } };
  expect(supplyProblems(changed, manifest)).toEqual(['it wants to run a script']);
  const loose = { ...manifest, devDependencies: { ...manifest.devDependencies, it: '^1.0.0' } };
  expect(supplyProblems(lock, loose)).toEqual(['it may be any of ^1.0.0']);
});
