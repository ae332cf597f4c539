import { activeFilter } from '../../keys/activeFilter.ts';
import type { Filter, State } from '../model.ts';
import { highlightedRow, pickerRows } from '../pickerState.ts';
import { step } from '../step.ts';
import { textField } from '../textField.ts';
import { highlightedArchive, visibleArchives } from '../visibleArchives.ts';
import type { Actions } from './action.ts';

type Id = 'filter' | 'clear-filter' | 'accept-filter' | 'drop-filter';

export const filterActions: Actions<Id> = {
  filter: (state) =>
    step(putFilter(state, { field: activeFilter(state)?.field ?? textField(''), isEditing: true })),
  'clear-filter': (state) => step(putFilter(state, null)),
  'drop-filter': (state) => step(putFilter(state, null)),
  'accept-filter'(state) {
    const filter = activeFilter(state);
    const isEmpty = filter === null || filter.field.value === '';
    return step(putFilter(state, isEmpty ? null : { ...filter, isEditing: false }));
  },
};

/** Sets the filter of the screen shown. The highlight stays on its row while that is shown at all. */
export function putFilter(state: State, filter: Filter | null): State {
  if (state.screen === 'picker' && state.picker !== null) {
    const highlighted = highlightedRow(state.picker);
    const picker = { ...state.picker, filter };
    const row = highlighted === undefined ? -1 : pickerRows(picker).indexOf(highlighted);
    return { ...state, picker: { ...picker, list: { ...picker.list, cursor: Math.max(0, row) } } };
  }
  const highlighted = highlightedArchive(state);
  const archives = { ...state.archives, filter };
  const row = highlighted === undefined ? -1 : visibleArchives(archives).indexOf(highlighted);
  return { ...state, archives: { ...archives, list: { ...archives.list, cursor: Math.max(0, row) } } };
}
