import buildProgram from '../../support/buildProgram.ts';
import type { ProofPart } from '../part.ts';
import { putUnderLoad } from './crowds.ts';

/** Two hundred clients at once. Each of a few processes has many: two hundred processes would measure the machine. */
export const load: ProofPart = {
  title: 'Two hundred clients at once',
  minutes: 5,
  run: ({ minutes, seed, folder, signal }) => {
    buildProgram();
    return putUnderLoad({
      ...{ folder, seed, signal },
      clients: 200,
      processes: 4,
      milliseconds: minutes * 60_000,
      largestBytes: 2 * 2 ** 20,
    });
  },
};
