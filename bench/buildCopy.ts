import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildProgram } from '../scripts/build.ts';
import type { Workplace } from './workplace.ts';

/**
 * Builds the program that is measured: a copy of its own, so that building again meanwhile changes nothing.
 *
 * @returns the path of what is started
 */
export async function buildCopy(place: Workplace): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  await place.makeFolder('program');
  // Says that the files beside it are modules.
  await copyFile(`${root}package.json`, place.path('program', 'package.json'));
  await buildProgram(root, place.path('program', 'dist'));
  return place.path('program', 'dist', 'cli.js');
}
