import { basename, dirname } from 'node:path';
import type { State } from '../model.ts';
import { goToFolder } from '../picker.ts';
import { highlightedRow, type PickerState, pathOf, pickerRows } from '../pickerState.ts';
import { type Step, step } from '../step.ts';
import { enqueue } from '../transfers.ts';
import type { Actions } from './action.ts';

type Id = 'open' | 'parent-folder' | 'home-folder' | 'show-hidden' | 'mark' | 'choose' | 'back';

export const pickerActions: Actions<Id> = {
  open: inPicker((state, picker) => {
    const row = highlightedRow(picker);
    if (row?.kind === 'parent') return goToFolder(state, dirname(picker.folder), basename(picker.folder));
    return row?.kind === 'folder' ? goToFolder(state, pathOf(picker, row)) : step(state);
  }),
  'parent-folder': inPicker((state, { folder }) => goToFolder(state, dirname(folder), basename(folder))),
  'home-folder': inPicker((state) => goToFolder(state, state.places.userHome)),

  'show-hidden': inPicker((state, picker) => {
    const highlighted = highlightedRow(picker);
    const changed = { ...picker, showHidden: !picker.showHidden };
    const row = highlighted === undefined ? -1 : pickerRows(changed).indexOf(highlighted);
    return step({ ...state, picker: { ...changed, list: { ...changed.list, cursor: Math.max(0, row) } } });
  }),

  mark: inPicker((state, picker) => {
    const row = highlightedRow(picker);
    if (row === undefined || row.kind === 'parent') return step(state);
    const path = pathOf(picker, row);
    const marked = new Set(picker.marked);
    if (!marked.delete(path)) marked.add(path);
    const list = { ...picker.list, cursor: picker.list.cursor + 1 };
    return step({ ...state, picker: { ...picker, marked, list } });
  }),

  choose: inPicker((state, picker) => {
    if (picker.marked.size > 0) return choose(state, picker, [...picker.marked]);
    const row = highlightedRow(picker);
    return row === undefined || row.kind === 'parent'
      ? step(state)
      : choose(state, picker, [pathOf(picker, row)]);
  }),

  back(state) {
    switch (state.screen) {
      case 'picker':
        return step(closed(state), { type: 'cancel', task: 'read-folder' });
      case 'help':
        return step({ ...state, screen: state.help.cameFrom });
      default:
        return step({ ...state, screen: 'archives' });
    }
  },
};

function inPicker(action: (state: State, picker: PickerState) => Step): (state: State) => Step {
  return (state) => (state.picker === null ? step(state) : action(state, state.picker));
}

function choose(state: State, picker: PickerState, paths: readonly string[]): Step {
  const next = closed(state);
  if (picker.purpose === 'schedule') return step(next, { type: 'add-to-schedule', paths });
  return enqueue(next, { kind: 'upload', paths, ticket: null });
}

function closed(state: State): State {
  return { ...state, picker: null, screen: state.picker?.purpose === 'schedule' ? 'schedule' : 'archives' };
}
