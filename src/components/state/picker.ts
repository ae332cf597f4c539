import { basename, dirname } from 'node:path';
import { listStart } from './listPosition.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { type Mark, type PickerRow, type PickerState, pickerRows } from './pickerState.ts';
import { type Step, step } from './step.ts';

/** Opens the file picker in the folder the program was started in. */
export function openPicker(state: State, purpose: PickerState['purpose']): Step {
  const folder = state.places.workingFolder;
  const picker: PickerState = {
    purpose,
    folder,
    entries: [],
    reading: folder,
    showHidden: false,
    order: 'name',
    filter: null,
    marked: new Map(),
    list: listStart,
    landOn: null,
  };
  return step({ ...state, screen: 'picker', picker }, { type: 'read-folder', folder });
}

/** Goes back to where the picker was opened from. */
export function closePicker(state: State): Step {
  const screen = state.picker?.purpose === 'schedule' ? 'schedule' : 'archives';
  return step(
    { ...withoutFolderError(state), picker: null, screen },
    { type: 'cancel', task: 'read-folder' },
    { type: 'cancel', task: 'measure' },
    { type: 'cancel', task: 'locate-paths' },
  );
}

/** Goes to another folder, and there to the row of the name `landOn`. */
export function goToFolder(state: State, folder: string, landOn: string | null = null): Step {
  if (state.picker === null) return step(state);
  if (folder === state.picker.folder && state.picker.reading === null) {
    return step(landOn === null ? state : { ...state, picker: landed({ ...state.picker, landOn }) });
  }
  const picker = { ...state.picker, reading: folder, landOn };
  return step({ ...withoutFolderError(state), picker }, { type: 'read-folder', folder });
}

/** Sets marks, and has those counted of which the size is not known. */
export function withMarks(state: State, picker: PickerState, marked: ReadonlyMap<string, Mark>): Step {
  const next = { ...state, picker: { ...picker, marked } };
  const paths = [...marked].flatMap(([path, { bytes }]) => (bytes === null ? [path] : []));
  return paths.length === 0 ? step(next) : step(next, { type: 'measure', paths });
}

/** Keeps the highlight on a row where it is still shown. */
export function keepingHighlight(picker: PickerState, row: PickerRow | undefined): PickerState {
  const rows = pickerRows(picker);
  const place = row === undefined ? -1 : rows.findIndex(({ name }) => name === row.name);
  return { ...picker, list: { ...picker.list, cursor: Math.max(0, place) } };
}

type PickerMessage = Extract<
  Message,
  { type: 'folder-read' | 'folder-detailed' | 'folder-failed' | 'paths-located' | 'measured' }
>;

export function reducePicker(state: State, message: PickerMessage): Step {
  const { picker } = state;
  if (picker === null) return step(state);
  switch (message.type) {
    case 'folder-read':
      return step(picker.reading === message.folder ? { ...state, picker: enter(picker, message) } : state);
    case 'folder-detailed':
      return step(
        picker.folder === message.folder ? { ...state, picker: detail(picker, message.details) } : state,
      );
    case 'folder-failed':
      return step({
        ...state,
        picker: { ...picker, reading: null, landOn: null },
        status: { kind: 'folder-failed', error: message.error },
      });
    case 'paths-located':
      return located(state, picker, message);
    case 'measured': {
      const mark = picker.marked.get(message.path);
      if (mark === undefined) return step(state);
      const marked = new Map(picker.marked).set(message.path, { ...mark, bytes: message.bytes });
      return step({ ...state, picker: { ...picker, marked } });
    }
  }
}

function enter(
  picker: PickerState,
  { folder, entries }: Extract<Message, { type: 'folder-read' }>,
): PickerState {
  return landed({ ...picker, folder, entries, reading: null, filter: null });
}

/** Highlights the row that was wanted, else the first one below the way up. */
function landed(picker: PickerState): PickerState {
  const isHidden =
    picker.landOn?.startsWith('.') && picker.entries.some(({ name }) => name === picker.landOn);
  const shown: PickerState = isHidden ? { ...picker, showHidden: true } : picker;
  const rows = pickerRows(shown);
  const row = rows.findIndex(({ name }) => name !== undefined && name === picker.landOn);
  const first = rows[0]?.kind === 'parent' && rows.length > 1 ? 1 : 0;
  return { ...shown, landOn: null, list: { cursor: row === -1 ? first : row, top: 0 } };
}

function detail(
  picker: PickerState,
  details: Extract<Message, { type: 'folder-detailed' }>['details'],
): PickerState {
  const highlighted = pickerRows(picker)[picker.list.cursor];
  const entries = picker.entries.map((entry) => {
    const found = details.get(entry.name);
    return found === undefined ? entry : { ...entry, details: found };
  });
  return keepingHighlight({ ...picker, entries }, highlighted);
}

/** One pasted path is gone to; several are marked as well. */
function located(
  state: State,
  picker: PickerState,
  { found, error }: Extract<Message, { type: 'paths-located' }>,
): Step {
  const [first] = found;
  const told: State = error === null ? state : { ...state, status: { kind: 'folder-failed', error } };
  if (first === undefined) return step(told);
  const marked = new Map(picker.marked);
  if (found.length > 1)
    for (const { path, bytes } of found) marked.set(path, { bytes, isFolder: bytes === null });
  const { state: next, effects } = withMarks(told, { ...picker, filter: null }, marked);
  const moved = goToFolder(next, dirname(first.path), basename(first.path));
  const status = error === null ? moved.state.status : told.status;
  return { state: { ...moved.state, status }, effects: [...effects, ...moved.effects] };
}

/** Why a folder could not be opened is said until one goes on. */
function withoutFolderError(state: State): State {
  return state.status?.kind === 'folder-failed' ? { ...state, status: null } : state;
}
