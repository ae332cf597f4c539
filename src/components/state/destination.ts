import { downloadFolder } from '../../config/home.ts';
import type { State } from './model.ts';

/** A folder named after the archive in the downloads of the home folder, whatever the server calls it. */
export function proposedDestination({ places }: State, archive: string): string {
  return downloadFolder(places.home, archive);
}
