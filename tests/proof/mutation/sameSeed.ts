import fc from 'fast-check';

// A mutant is noticed in each run or in none.
fc.configureGlobal({ seed: 1 });
