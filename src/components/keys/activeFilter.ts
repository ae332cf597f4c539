import type { Filter, State } from '../state/model.ts';

/** The filter of the screen shown. */
export function activeFilter({ screen, archives, picker }: State): Filter | null {
  if (screen === 'archives') return archives.filter;
  return screen === 'picker' ? (picker?.filter ?? null) : null;
}
