import { join } from 'node:path';
import { arrange, type FileOrder } from './fileOrder.ts';
import type { ListPosition } from './listPosition.ts';
import type { Filter } from './model.ts';
import { rememberLast } from './rememberLast.ts';

/** One name in a folder. A link is of the kind of what it leads to. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'folder' | 'file';
  readonly isLink: boolean;
  /** Null until the details are read. */
  readonly details: EntryDetails | null;
}

export type EntryDetails = { readonly target?: string } & (
  | { readonly isReadable: true; readonly size: number; readonly modifiedAt: Date }
  | { readonly isReadable: false; readonly problem: EntryProblem }
);

export type EntryProblem = 'no-permission' | 'broken-link' | 'special-file' | 'unreadable';

/** Something marked; null bytes until they are counted. */
export interface Mark {
  readonly isFolder: boolean;
  readonly bytes: number | null;
}

export interface PickerState {
  /** What happens to the choice; each purpose comes from a screen of its own. */
  readonly purpose: 'upload' | 'schedule';
  readonly folder: string;
  /** Folders first, by name. */
  readonly entries: readonly FolderEntry[];
  /** The folder being read; until it has come the old rows stay on screen, and cannot be chosen. */
  readonly reading: string | null;
  readonly showHidden: boolean;
  readonly order: FileOrder;
  readonly filter: Filter | null;
  /** By absolute path; marks outlive a change of folder. */
  readonly marked: ReadonlyMap<string, Mark>;
  readonly list: ListPosition;
  /** Name to highlight once the folder has been read: the folder one came up from, or what was pasted. */
  readonly landOn: string | null;
}

/** A row of the picker: an entry, or the way up. */
export type PickerRow = { readonly kind: 'parent'; readonly name?: never } | FolderEntry;

const parentRow: PickerRow = { kind: 'parent' };

/** The rows shown, in order. */
export function pickerRows(picker: PickerState): readonly PickerRow[] {
  const { entries, showHidden, order, filter, folder, reading } = picker;
  return reading === folder ? [] : rowsOf(entries, showHidden, order, filter?.field.value ?? '', folder);
}

const rowsOf = rememberLast(
  (
    entries: readonly FolderEntry[],
    showHidden: boolean,
    order: FileOrder,
    text: string,
    folder: string,
  ): readonly PickerRow[] => {
    const offered = showHidden ? entries : entries.filter(({ name }) => !name.startsWith('.'));
    const shown = arrange(offered, text, order, ({ kind, details }) => ({
      isFolder: kind === 'folder',
      // What folders hold is not known here: they stay by name.
      bytes: kind === 'file' && details?.isReadable ? details.size : null,
      time: details?.isReadable ? details.modifiedAt.getTime() : null,
    }));
    // Whoever filters looks for something in this folder: the first match is to be highlighted.
    return folder === '/' || text !== '' ? shown : [parentRow, ...shown];
  },
);

/** The highlighted row; none while another folder is read. */
export function highlightedRow(picker: PickerState): PickerRow | undefined {
  return picker.reading === null ? pickerRows(picker)[picker.list.cursor] : undefined;
}

export function pathOf(picker: PickerState, entry: FolderEntry): string {
  return join(picker.folder, entry.name);
}

/** What is chosen: what is marked, else what is highlighted. */
export function chosenPaths(picker: PickerState): readonly string[] {
  if (picker.marked.size > 0) return [...picker.marked.keys()];
  const row = highlightedRow(picker);
  return row === undefined || row.kind === 'parent' ? [] : [pathOf(picker, row)];
}

/** How much is marked, as far as it is counted. */
export const markedTotal = rememberLast((marked: ReadonlyMap<string, Mark>) => {
  const sizes = [...marked.values()].map(({ bytes }) => bytes);
  return {
    bytes: sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    isComplete: !sizes.includes(null),
  };
});
