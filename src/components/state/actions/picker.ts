import { basename, dirname } from 'node:path';
import { UserError } from '../../../common/errors.ts';
import { nextOrder } from '../fileOrder.ts';
import type { State } from '../model.ts';
import { closePicker, goToFolder, keepingHighlight, withMarks } from '../picker.ts';
import { chosenPaths, highlightedRow, type PickerState, pathOf } from '../pickerState.ts';
import { uploadChoicesOf } from '../questions.ts';
import { isServerMode, refusalOf } from '../serverMode.ts';
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
  | 'accept-upload';

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
    if (!marked.delete(path)) marked.set(path, { bytes, isFolder: row.kind === 'folder' });
    return withMarks(state, { ...picker, list: moved(picker) }, marked);
  }, insideArchive.mark),

  choose: inPicker((state, picker) => {
    const paths = chosenPaths(picker);
    if (paths.length === 0) return step(state);
    const refusal = refusalOf(state, picker, paths);
    if (refusal !== null) return refused(state, refusal);
    if (picker.purpose === 'schedule') {
      return andThen(closePicker(state), (next) => step(askWhen(next, paths)));
    }
    return paths.length > 1 ? askHow(state, paths) : upload(state, [{ paths }]);
  }),

  label: inPicker((state, picker) => {
    const paths = chosenPaths(picker);
    const [path] = paths;
    if (path === undefined || picker.purpose === 'schedule') return step(state);
    if (!isServerMode(state)) return askHow(state, paths);
    // The file keeps its own name.
    const nameless = new UserError('one-file-only', { path, found: 'options' });
    return refused(state, refusalOf(state, picker, paths) ?? nameless);
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

function refused(state: State, error: UserError): Step {
  return step({ ...state, status: { kind: 'error', error } });
}

interface Upload {
  readonly paths: readonly string[];
  readonly settings?: { readonly label: string };
}

function upload(state: State, uploads: readonly Upload[]): Step {
  const { mode } = state.login;
  return uploads.reduce<Step>(
    (before, { paths, settings }) =>
      andThen(before, (next) =>
        enqueue(next, { kind: 'upload', paths, ticket: null, settings: { ...settings, mode } }),
      ),
    closePicker(state),
  );
}
