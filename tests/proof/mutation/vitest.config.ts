import { defineConfig } from 'vitest/config';
import { wantedGroup } from './groups.ts';

/** What notices the mutants of one group; Stryker runs it in a copy of the project. */
export default defineConfig({
  test: {
    include: [...wantedGroup().tests],
    setupFiles: ['tests/proof/mutation/sameSeed.ts'],
    testTimeout: 20_000,
  },
});
