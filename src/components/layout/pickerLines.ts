import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { markedTotal, type PickerRow, type PickerState, pathOf, pickerRows } from '../state/pickerState.ts';
import { glyphs } from '../theme.ts';
import { type FileColumns, fileColumns, fileHeadings, fileRow, parentLine } from './fileLines.ts';
import { listHeight } from './heights.ts';
import { filterLine, noticeLines, visibleRows } from './listLines.ts';
import type { LineData, Segment } from './segments.ts';
import { cutStart, widthOf } from './text.ts';

/** The folder and how much is marked. */
export function pickerFacts({ picker, size, language }: State): readonly Segment[] {
  if (picker === null) return [];
  const marked =
    picker.marked.size === 0 ? '' : ` ${glyphs.dot} ${tellMarked(picker, vocabularyOf(language))}`;
  const folder = cutStart(picker.folder, size.columns - 2 - widthOf(marked));
  return [{ text: folder }, { text: marked, tone: 'accent', isBold: true }];
}

function tellMarked({ marked }: PickerState, { text, units }: Vocabulary): string {
  const { bytes, isComplete } = markedTotal(marked);
  const counted = units.bytes(bytes);
  return text.picker.marked(marked.size, isComplete ? counted : `${counted} + …`);
}

/** The folder's names with their headings: only the rows in the window. */
export function pickerLines(state: State): readonly LineData[] {
  const { picker, size, language } = state;
  if (picker === null) return [];
  const { text, units } = vocabularyOf(language);
  const columns = fileColumns(size, false);
  const rows = pickerRows(picker);
  const found = rows.filter(({ kind }) => kind !== 'parent').length;
  const matches = text.archives.matches(units.number(found), units.number(picker.entries.length));
  return [
    ...filterLine(state, matches),
    fileHeadings(columns, picker.order, text),
    ...visibleRows(rows, picker.list, listHeight(state), (row, isSelected) => ({
      segments: drawRow(row, isSelected, state, picker, columns),
      isSelected,
    })),
    ...(found === 0 ? noticeLines(state, [emptyNotice(state, picker)]) : []),
  ];
}

function drawRow(
  row: PickerRow,
  isSelected: boolean,
  { language }: State,
  picker: PickerState,
  columns: FileColumns,
): Segment[] {
  const { text, units } = vocabularyOf(language);
  if (row.kind === 'parent') return parentLine(isSelected, columns, text);
  const { name, kind, details } = row;
  const isFolder = kind === 'folder';
  const common = {
    isSelected,
    mark: picker.marked.has(pathOf(picker, row)) ? 'whole' : 'none',
    name,
    isFolder,
    target: details?.target ?? (row.isLink ? '' : null),
  } as const;
  if (details === null) return fileRow(columns, { ...common, size: '', date: '' });
  if (!details.isReadable) {
    const size = text.picker.problems[details.problem];
    return fileRow(columns, { ...common, size, hasProblem: true, date: '' });
  }
  const size = isFolder ? '' : units.bytes(details.size);
  return fileRow(columns, { ...common, size, date: units.date(details.modifiedAt) });
}

function emptyNotice({ language, status }: State, picker: PickerState): string {
  const { text } = vocabularyOf(language);
  const typed = picker.filter?.field.value ?? '';
  if (typed !== '') return text.archives.noMatch(typed);
  if (picker.reading !== null) return text.picker.reading;
  // Why it could not be read stands in the status line.
  if (status?.kind === 'folder-failed') return '';
  return picker.entries.length === 0 ? text.picker.empty : text.picker.hiddenOnly;
}
