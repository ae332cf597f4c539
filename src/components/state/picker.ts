import { listStart } from './listPosition.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { type PickerState, pickerRows } from './pickerState.ts';
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
    filter: null,
    marked: new Set(),
    list: listStart,
    landOn: null,
    error: null,
  };
  return step({ ...state, screen: 'picker', picker }, { type: 'read-folder', folder });
}

/** Goes to another folder, and there to the row of the name `landOn`. */
export function goToFolder(state: State, folder: string, landOn: string | null = null): Step {
  if (state.picker === null || folder === state.picker.folder) return step(state);
  const picker = { ...state.picker, reading: folder, landOn, error: null };
  return step({ ...state, picker }, { type: 'read-folder', folder });
}

type FolderMessage = Extract<Message, { type: 'folder-read' | 'folder-detailed' | 'folder-failed' }>;

export function reduceFolder(state: State, message: FolderMessage): Step {
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
      return step({ ...state, picker: { ...picker, reading: null, error: message.error } });
  }
}

function enter(
  picker: PickerState,
  { folder, entries }: Extract<Message, { type: 'folder-read' }>,
): PickerState {
  const entered: PickerState = { ...picker, folder, entries, reading: null, filter: null, landOn: null };
  const rows = pickerRows(entered);
  const landed = rows.findIndex((row) => row.kind !== 'parent' && row.name === picker.landOn);
  const first = rows[0]?.kind === 'parent' && rows.length > 1 ? 1 : 0;
  return { ...entered, list: { cursor: landed === -1 ? first : landed, top: 0 } };
}

function detail(
  picker: PickerState,
  details: Extract<Message, { type: 'folder-detailed' }>['details'],
): PickerState {
  const entries = picker.entries.map((entry) => ({ ...entry, details: details.get(entry.name) ?? null }));
  return { ...picker, entries };
}
