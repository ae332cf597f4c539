import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokenFiles } from '../homeWatch.ts';
import type { Invariant } from './invariant.ts';

/** Every JSON file of the home is whole, and none was set aside as broken. */
export const filesAreWhole: Invariant = async (life) => {
  for (const broken of await brokenFiles(life.world.home)) life.fail(broken);
};

/** Every line of the history is whole, but for one a time that its writer was killed. */
export const historyIsWhole: Invariant = async (life) => {
  const state = join(life.world.home, 'state');
  const names = (await readdir(state)).filter((name) => /^history.*\.ndjson$/.test(name));
  for (const name of names) {
    const lines = (await readFile(join(state, name), 'utf8')).split('\n').filter((line) => line !== '');
    const torn = lines.filter((line) => !line.endsWith('}')).length;
    if (torn > life.tally.of('commands with the client killed')) life.fail(`${name} has ${torn} torn lines`);
  }
};
