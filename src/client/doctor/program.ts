import { type Check, check } from './check.ts';

/** What is known of the program where it was packed. */
export interface Versions {
  readonly program: string;
  /** The oldest Node.js that will do. */
  readonly neededNode: string;
}

/** Tells which versions run. One of Node.js that is too old does not get this far. */
export function checkProgram({ program, neededNode }: Versions): Check[] {
  const { node, openssl } = process.versions;
  return [
    check('program.version', 'ok', 'program-version', { version: program }),
    check('program.node', 'ok', 'node-version', { node, openssl, needed: neededNode }),
  ];
}
