import { basename, join } from 'node:path';
import { homePaths } from '../../config/home.ts';
import type { State } from './model.ts';

/** A folder named after the archive in the downloads of the home folder, whatever the server calls it. */
export function proposedDestination({ places }: State, archive: string): string {
  const name = basename(archive, '.enc');
  return join(homePaths(places.home).downloads, /^\.*$/.test(name) ? 'archive' : name);
}
