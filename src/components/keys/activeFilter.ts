import type { Filter, State } from '../state/model.ts';

/** The filter of the screen shown. */
export function activeFilter({ screen, archives, picker, browse }: State): Filter | null {
  if (screen === 'archives') return archives.filter;
  if (screen === 'browse') return browse?.filter ?? null;
  return screen === 'picker' ? (picker?.filter ?? null) : null;
}
