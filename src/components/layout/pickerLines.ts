import { describeError } from '../../text/describeError.ts';
import { vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { type PickerRow, type PickerState, pathOf, pickerRows } from '../state/pickerState.ts';
import { glyphs } from '../theme.ts';
import { listHeight } from './heights.ts';
import { columnHeadings, filterLine, noticeLines, visibleRows } from './listLines.ts';
import { dim, type LineData, type Segment } from './segments.ts';
import { hasDateColumn, nameColumn } from './sizes.ts';
import { cutStart, fitLeft, fitRight, widthOf } from './text.ts';

const sizeWidth = 12;
const dateWidth = 18;
/** Margins, pointer and mark. */
const fixedWidth = 6;

/** The folder and how much is marked. */
export function pickerFacts({ picker, size, language }: State): readonly Segment[] {
  if (picker === null) return [];
  const { text } = vocabularyOf(language);
  const marked = picker.marked.size === 0 ? '' : ` ${glyphs.dot} ${text.picker.marked(picker.marked.size)}`;
  const folder = cutStart(picker.folder, size.columns - 2 - widthOf(marked));
  return [{ text: folder }, { text: marked, tone: 'accent', isBold: true }];
}

/** The folder's names with their headings: only the rows in the window. */
export function pickerLines(state: State): readonly LineData[] {
  const { picker, size, language } = state;
  if (picker === null) return [];
  const { text, units } = vocabularyOf(language);
  const { name, size: sizeTitle, date } = text.picker.columns;
  const headings = columnHeadings(
    `     ${fitLeft(name, nameWidth(size))}${fitRight(sizeTitle, sizeWidth)}` +
      (hasDateColumn(size) ? fitRight(date, dateWidth) : ''),
  );
  const rows = pickerRows(picker);
  const found = rows.filter(({ kind }) => kind !== 'parent').length;
  const matches = text.archives.matches(units.number(found), units.number(picker.entries.length));
  const notice = found === 0 || picker.error !== null ? noticeLines(state, pickerNotice(state, picker)) : [];
  const drawn = visibleRows(rows, picker.list, listHeight(state) - notice.length, (row, isSelected) => ({
    segments: drawRow(row, isSelected, state, picker),
    isSelected,
  }));
  return [...filterLine(state, matches), headings, ...drawn, ...notice];
}

function drawRow(row: PickerRow, isSelected: boolean, state: State, picker: PickerState): Segment[] {
  const { text, units } = vocabularyOf(state.language);
  const width = nameWidth(state.size);
  const pointer = { text: isSelected ? ` ${glyphs.pointer} ` : '   ' };
  if (row.kind === 'parent') {
    return [pointer, dim(fitLeft(`  ..  ${text.picker.parent}`, width + 2)), dim(' '.repeat(sizeWidth))];
  }
  const isMarked = picker.marked.has(pathOf(picker, row));
  const isFolder = row.kind === 'folder';
  const { details } = row;
  const size = details?.isReadable === false ? text.picker.unreadable : isFolder ? '' : bytes();
  const date = details?.isReadable ? units.date(details.modifiedAt) : '';
  return [
    pointer,
    { text: isMarked ? `${glyphs.mark} ` : '  ', tone: 'accent' },
    {
      text: fitLeft(isFolder ? `${row.name}/` : row.name, width),
      isBold: isFolder || isMarked,
      isDim: details?.isReadable === false,
    },
    {
      text: fitRight(size, sizeWidth),
      ...(details?.isReadable === false ? { tone: 'danger' as const } : {}),
    },
    ...(hasDateColumn(state.size) ? [dim(fitRight(date, dateWidth))] : []),
  ];

  function bytes(): string {
    return details?.isReadable ? units.bytes(details.size) : '';
  }
}

function nameWidth(size: State['size']): number {
  return nameColumn(size, fixedWidth + sizeWidth + (hasDateColumn(size) ? dateWidth : 0));
}

function pickerNotice({ language }: State, picker: PickerState): readonly string[] {
  const { text } = vocabularyOf(language);
  if (picker.error !== null) {
    const { message, next } = describeError(picker.error, language);
    return [`${glyphs.warning} ${message}`, `${glyphs.next} ${next}`];
  }
  if (picker.filter !== null && picker.filter.field.value !== '') {
    return [text.archives.noMatch(picker.filter.field.value)];
  }
  if (picker.reading !== null) return [text.picker.reading];
  return [picker.entries.length === 0 ? text.picker.empty : text.picker.hiddenOnly];
}
