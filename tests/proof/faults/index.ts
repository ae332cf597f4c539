import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProofOptions, ProofPart } from '../part.ts';
import { createStation } from '../support/station.ts';
import { fileOperations, transferOperations } from './clientOperations.ts';
import { type EveryCallOptions, failEveryCall } from './everyCall.ts';
import { homeOperations } from './homeOperations.ts';
import { serverOperations } from './serverOperations.ts';
import { Tally } from './tally.ts';

/** Fails every call of the file system that the program makes, one at a time, in every way it can fail. */
export const faults: ProofPart = {
  title: 'faults by injection',
  minutes: 15,
  run: failEverything,
};

/** @param choice of the operations and of the calls; all of them where absent */
export async function failEverything(
  { folder, signal, log }: Pick<ProofOptions, 'folder' | 'signal' | 'log'>,
  choice: Pick<EveryCallOptions, 'stride' | 'kinds'> & { readonly operations?: readonly string[] } = {},
) {
  const station = await createStation(folder);
  const data = join(folder, 'transfers');
  await cp(station.data, data, { recursive: true });
  const server = await station.serve(data);
  const tally = new Tally();
  const unhandled = (error: unknown) => tally.fail(`nobody handled ${String(error)}`);
  process.on('unhandledRejection', unhandled);
  try {
    for (const operation of [
      ...homeOperations(station),
      ...fileOperations(station),
      ...transferOperations(station, server.port),
      ...serverOperations(station),
    ]) {
      const { operations = [operation.name], ...how } = choice;
      if (signal.aborted || !operations.includes(operation.name)) continue;
      log(operation.name);
      await failEveryCall(operation, { folder, signal, tally, ...how });
    }
    return tally.result();
  } finally {
    process.off('unhandledRejection', unhandled);
    await server.close();
  }
}
