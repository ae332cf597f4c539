import { basename, dirname } from 'node:path';
import { closeBrowse } from '../browse.ts';
import { nextOrder } from '../fileOrder.ts';
import type { State } from '../model.ts';
import { closePicker, goToFolder, keepingHighlight, withMarks } from '../picker.ts';
import { chosenPaths, highlightedRow, type PickerState, pathOf } from '../pickerState.ts';
import { uploadChoicesOf } from '../questions.ts';
import { andThen, type Step, step } from '../step.ts';
import { textField } from '../textField.ts';
import { enqueue } from '../transferQueue.ts';
import type { Action, Actions } from './action.ts';
import { insideArchive } from './browse.ts';
import { askWhen } from './schedule.ts';

type Id =
  | 'open'
  | 'parent-folder'
  | 'home-folder'
  | 'show-hidden'
  | 'sort-files'
  | 'mark'
  | 'choose'
  | 'label'
  | 'accept-upload'
  | 'back';

export const pickerActions: Actions<Id> = {
  open: inPicker((state, picker) => {
    const row = highlightedRow(picker);
    if (row?.kind === 'parent') return goToFolder(state, dirname(picker.folder), basename(picker.folder));
    return row?.kind === 'folder' ? goToFolder(state, pathOf(picker, row)) : step(state);
  }, insideArchive.open),
  'parent-folder': inPicker((state, { folder }) => {
    return folder === '/' ? step(state) : goToFolder(state, dirname(folder), basename(folder));
  }, insideArchive['parent-folder']),
  'home-folder': inPicker((state) => goToFolder(state, state.places.userHome)),

  'show-hidden': inPicker((state, picker) =>
    step({
      ...state,
      picker: keepingHighlight({ ...picker, showHidden: !picker.showHidden }, highlightedRow(picker)),
    }),
  ),
  'sort-files': inPicker(
    (state, picker) =>
      step({
        ...state,
        picker: keepingHighlight({ ...picker, order: nextOrder(picker.order) }, highlightedRow(picker)),
      }),
    insideArchive['sort-files'],
  ),

  mark: inPicker((state, picker) => {
    const row = highlightedRow(picker);
    if (row === undefined || row.kind === 'parent') return step(state);
    const path = pathOf(picker, row);
    const marked = new Map(picker.marked);
    const bytes = row.kind === 'file' && row.details?.isReadable ? row.details.size : null;
    if (!marked.delete(path)) marked.set(path, { bytes });
    return withMarks(state, { ...picker, list: moved(picker) }, marked);
  }, insideArchive.mark),

  choose: inPicker((state, picker) => {
    const paths = chosenPaths(picker);
    if (paths.length === 0) return step(state);
    if (picker.purpose === 'schedule') {
      return andThen(closePicker(state), (next) => step(askWhen(next, paths)));
    }
    return paths.length > 1 ? askHow(state, paths) : upload(state, [{ paths }]);
  }),

  label: inPicker((state, picker) => {
    const paths = chosenPaths(picker);
    return paths.length === 0 || picker.purpose === 'schedule' ? step(state) : askHow(state, paths);
  }),

  'accept-upload'(state) {
    const { dialog } = state;
    if (dialog?.kind !== 'upload') return step(state);
    const { paths, cursor } = dialog;
    const label = dialog.field.value.trim();
    const isOneEach = uploadChoicesOf(paths)[cursor] === 'one-each';
    return upload(
      { ...state, dialog: null },
      isOneEach
        ? paths.map((path) => ({ paths: [path] }))
        : [{ paths, ...(label === '' ? {} : { settings: { label } }) }],
    );
  },

  back(state) {
    switch (state.screen) {
      case 'picker':
        return closePicker(state);
      case 'browse':
        return closeBrowse(state);
      case 'history':
        return step({ ...state, screen: 'schedule' });
      case 'help':
        return step({ ...state, screen: state.help.cameFrom });
      case 'warnings':
        return step({ ...state, screen: state.warnings.cameFrom });
      default:
        return step({ ...state, screen: 'archives' });
    }
  },
};

/** @param elsewhere what the key does inside an archive */
function inPicker(
  action: (state: State, picker: PickerState) => Step,
  elsewhere: Action = (state) => step(state),
): Action {
  return (state) => {
    if (state.screen === 'browse') return elsewhere(state);
    return state.picker === null ? step(state) : action(state, state.picker);
  };
}

function moved({ list }: PickerState): PickerState['list'] {
  return { ...list, cursor: list.cursor + 1 };
}

/** Asks for a label and, of several, whether they become one archive or one each. */
function askHow(state: State, paths: readonly string[]): Step {
  return step({ ...state, dialog: { kind: 'upload', paths, field: textField(''), cursor: 0 } });
}

interface Upload {
  readonly paths: readonly string[];
  readonly settings?: { readonly label: string };
}

function upload(state: State, uploads: readonly Upload[]): Step {
  return uploads.reduce<Step>(
    (before, each) => andThen(before, (next) => enqueue(next, { kind: 'upload', ...each, ticket: null })),
    closePicker(state),
  );
}
