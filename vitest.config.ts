import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: ['buildProgram', 'sharedWorld', 'sharedPeers'].map((name) => `tests/support/${name}.ts`),
    setupFiles: ['tests/support/compareBytes.ts'],
    // Tests mostly wait for other processes: they need no core left free for the runner.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A golden file that is missing fails everywhere, not only in CI; `-u` writes it.
    update: 'none',
  },
});
