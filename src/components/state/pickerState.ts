import { join } from 'node:path';
import type { ListPosition } from './listPosition.ts';
import type { Filter } from './model.ts';

/** One name in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'folder' | 'file';
  /** Null until the details are read. */
  readonly details: EntryDetails | null;
}

export type EntryDetails =
  | { readonly isReadable: true; readonly size: number; readonly modifiedAt: Date }
  | { readonly isReadable: false };

export interface PickerState {
  /** What happens to the choice; each purpose comes from a screen of its own. */
  readonly purpose: 'upload' | 'schedule';
  readonly folder: string;
  /** Folders first, sorted. */
  readonly entries: readonly FolderEntry[];
  /** The folder being read; until it has come the old rows stay on screen, and cannot be chosen. */
  readonly reading: string | null;
  readonly showHidden: boolean;
  readonly filter: Filter | null;
  /** Absolute paths; marks outlive a change of folder. */
  readonly marked: ReadonlySet<string>;
  readonly list: ListPosition;
  /** Name to highlight once the folder has been read: the folder one came up from. */
  readonly landOn: string | null;
  readonly error: unknown;
}

/** A row of the picker: an entry, or the way up. */
export type PickerRow = { readonly kind: 'parent' } | FolderEntry;

const parentRow: PickerRow = { kind: 'parent' };

/** The rows shown, in order. */
export function pickerRows(picker: PickerState): readonly PickerRow[] {
  const { entries, showHidden, filter, folder } = picker;
  if (picker.reading === folder) return [];
  const wanted = filter?.field.value.toLowerCase() ?? '';
  const key: RowsKey = [entries, showHidden, wanted, folder];
  if (lastRows?.key.every((part, index) => part === key[index])) return lastRows.rows;
  const shown = entries.filter(
    ({ name }) => (showHidden || !name.startsWith('.')) && name.toLowerCase().includes(wanted),
  );
  // Whoever filters looks for something in this folder: the first match is to be highlighted.
  const rows = folder === '/' || wanted !== '' ? shown : [parentRow, ...shown];
  lastRows = { key, rows };
  return rows;
}

type RowsKey = readonly [readonly FolderEntry[], boolean, string, string];

/** The last answer, since a folder of tens of thousands of names is asked for several times a key. */
let lastRows: { readonly key: RowsKey; readonly rows: readonly PickerRow[] } | undefined;

/** The highlighted row; none while another folder is read. */
export function highlightedRow(picker: PickerState): PickerRow | undefined {
  return picker.reading === null ? pickerRows(picker)[picker.list.cursor] : undefined;
}

export function pathOf(picker: PickerState, entry: FolderEntry): string {
  return join(picker.folder, entry.name);
}
