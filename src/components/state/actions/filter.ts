import { activeFilter } from '../../keys/activeFilter.ts';
import { withHighlight } from '../browse.ts';
import { browseRows } from '../browseState.ts';
import { firstThatBegins } from '../fileOrder.ts';
import type { Filter, State } from '../model.ts';
import { keepingHighlight } from '../picker.ts';
import { highlightedRow, pickerRows } from '../pickerState.ts';
import { step } from '../step.ts';
import { textField } from '../textField.ts';
import { keepHighlight } from '../visibleArchives.ts';
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

/**
 * Sets the filter of the screen shown. The highlight stays on its row while that is shown at all. Among files it goes
 * to the first name that begins with what is typed.
 */
export function putFilter(state: State, filter: Filter | null): State {
  const { screen, picker, browse } = state;
  const typed = filter?.isEditing ? filter.field.value : '';
  if (screen === 'picker' && picker !== null) {
    const filtered = keepingHighlight({ ...picker, filter }, highlightedRow(picker));
    const row = firstThatBegins(pickerRows(filtered), typed);
    return {
      ...state,
      picker: row === -1 ? filtered : { ...filtered, list: { ...filtered.list, cursor: row } },
    };
  }
  if (screen === 'browse' && browse !== null) {
    const filtered = withHighlight({ ...browse, filter }, browseRows(browse)[browse.list.cursor]);
    const row = firstThatBegins(browseRows(filtered), typed);
    return {
      ...state,
      browse: row === -1 ? filtered : { ...filtered, list: { ...filtered.list, cursor: row } },
    };
  }
  return keepHighlight(state, { ...state.archives, filter });
}
