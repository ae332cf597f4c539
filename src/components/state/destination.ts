import { downloadFolder, homePaths } from '../../config/home.ts';
import type { State } from './model.ts';

/** A folder in the downloads of the home folder; of several archives, where each will get one of its own. */
export function proposedDestination({ places }: State, archives: readonly string[]): string {
  const [only, ...others] = archives;
  return only === undefined || others.length > 0
    ? homePaths(places.home).downloads
    : downloadFolder(places.home, only);
}
