// First, and never sorted: it replaces functions of Node.js of which the program keeps some when it is loaded.
import './faults/injection.ts';
import { attack } from './attack/index.ts';
import { crash } from './crash/index.ts';
import { faults } from './faults/index.ts';
import { fuzz } from './fuzz/index.ts';
import { life } from './life/index.ts';
import { load } from './load/index.ts';
import { mutation } from './mutation/index.ts';
import type { ProofPart } from './part.ts';
import { secrets } from './secrets/index.ts';
import { servers } from './servers/index.ts';
import { supply } from './supply/index.ts';

/** All parts of the proof, in the order in which they run. */
export const parts: Readonly<Record<string, ProofPart>> = {
  life,
  secrets,
  attack,
  load,
  servers,
  fuzz,
  faults,
  crash,
  supply,
  mutation,
};
