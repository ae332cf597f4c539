import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longestFirst.ts';

export default defineConfig({
  // React as it is shipped, which takes a quarter less time.
  oxc: { jsx: { development: false } },
  test: {
    env: { NODE_ENV: 'production' },
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: ['buildProgram', 'sharedWorld', 'sharedPeers'].map((name) => `tests/support/${name}.ts`),
    setupFiles: ['tests/support/compareBytes.ts'],
    // Tests often wait for other processes, for disks and for deadlines: one more than there are cores.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A golden file that is missing fails everywhere, not only in CI; `-u` writes it.
    update: 'none',
  },
});
