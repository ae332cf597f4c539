import buildProgram from '../../support/buildProgram.ts';
import type { ProofOptions, ProofPart, ProofResult } from '../part.ts';
import { createStation } from '../support/station.ts';
import { killCommands } from './clientCrashes.ts';
import { type Choice, Deaths } from './killings.ts';
import { killServers } from './serverCrashes.ts';

/** Kills the program at every step at which it changes the disk, and looks at what is there afterwards. */
export const crash: ProofPart = {
  title: 'crash at every step',
  minutes: 15,
  async run(options) {
    buildProgram();
    return killEverything(options);
  },
};

/** @param only the names of what is killed, and at which calls; all of them where absent */
export async function killEverything(
  { folder, signal, log }: Pick<ProofOptions, 'folder' | 'signal' | 'log'>,
  only: { readonly names?: readonly string[]; readonly choice?: Choice } = {},
): Promise<ProofResult> {
  const station = await createStation(folder);
  const deaths = new Deaths();
  log('commands');
  await killCommands(station, { folder, signal, deaths, ...only });
  log('servers');
  await killServers(station, { folder, signal, deaths, ...only });
  return deaths.result();
}
