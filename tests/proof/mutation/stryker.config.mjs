import { wantedGroup } from './groups.ts';

const reports = `tests/proof/mutation/reports/${process.env.MUTATION_GROUP}`;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'tests/proof/mutation/vitest.config.ts' },
  mutate: [...wantedGroup().sources],
  // Screens, pictures and the like need not be copied for each run.
  ignorePatterns: ['dist', 'docs', 'bench', 'tests/screens', 'tests/proof/*/reports', 'tests/proof/results'],
  // Stryker would rewrite it by means of TypeScript, whose version 7 has no such interface; a copy needs no rewriting.
  tsconfigFile: 'none',
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: `${reports}/incremental.json`,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  concurrency: 1,
  // Many mutants wait for ever: they are given up after this, on top of half as long again as their tests take.
  timeoutMS: 5_000,
  allowEmpty: false,
};
