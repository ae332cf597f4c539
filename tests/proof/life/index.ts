import type { ProofPart } from '../part.ts';
import { live } from './live.ts';

/** Random life: what users do and what happens to them, in any order, for as long as there is time. */
export const life: ProofPart = {
  title: 'random life of a home and a server',
  minutes: 30,
  run({ minutes, seed, folder, signal, log }) {
    const end = Date.now() + minutes * 60_000;
    return live({ folder, seed, log, isOver: () => signal.aborted || Date.now() > end });
  },
};
