import { isAbsolute } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findHome } from '../../src/config/home.ts';

test('an empty HOME does not make the working folder the home', () => {
  vi.stubEnv('HOME', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const home = findHome(undefined, {});
  expect(isAbsolute(home)).toBe(true);
  expect(home.startsWith(process.cwd())).toBe(false);
});
