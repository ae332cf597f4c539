import { type Sort, sortColumns } from '../archiveOrder.ts';
import type { State } from '../model.ts';
import { type Step, step } from '../step.ts';
import { keepHighlight } from '../visibleArchives.ts';
import type { Actions } from './action.ts';

export const orderingActions: Actions<'sort' | 'reverse'> = {
  sort(state) {
    const place = sortColumns.indexOf(state.archives.sort.column);
    const column = sortColumns[(place + 1) % sortColumns.length] ?? 'age';
    // The largest are what one sorts by size for.
    return sorted(state, { column, isDescending: column === 'size' });
  },
  reverse(state) {
    const { column, isDescending } = state.archives.sort;
    return sorted(state, { column, isDescending: !isDescending });
  },
};

function sorted(state: State, sort: Sort): Step {
  return step(keepHighlight(state, { ...state.archives, sort }));
}
