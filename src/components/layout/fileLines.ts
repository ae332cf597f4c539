import type { ScreensText } from '../../text/screensText.ts';
import type { FileOrder } from '../state/fileOrder.ts';
import type { Size } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { columnHeadings } from './listLines.ts';
import { dim, type LineData, type Segment } from './segments.ts';
import { hasDateColumn, nameColumn } from './sizes.ts';
import { cut, fitLeft, fitRight, widthOf } from './text.ts';

const sizeWidth = 14;
const modeWidth = 13;
const dateWidth = 18;
/** Margins, pointer and mark. */
const fixedWidth = 6;

/** Widths of the columns of a list of files; 0 for those that there is no room for. */
export interface FileColumns {
  readonly name: number;
  readonly size: number;
  readonly mode: number;
  readonly date: number;
}

export function fileColumns(size: Size, showsModes: boolean): FileColumns {
  const mode = showsModes ? modeWidth : 0;
  const date = hasDateColumn(size) ? dateWidth : 0;
  return { name: nameColumn(size, fixedWidth + sizeWidth + mode + date), size: sizeWidth, mode, date };
}

/** What a row of files shows. */
export interface FileRow {
  readonly isSelected: boolean;
  readonly mark: 'whole' | 'part' | 'none';
  readonly name: string;
  readonly isFolder: boolean;
  /** Where a symbolic link leads. */
  readonly target: string | null;
  /** Or what is wrong with it. */
  readonly size: string;
  readonly hasProblem?: boolean;
  readonly mode?: string;
  readonly date: string;
}

/** The names of the columns; the sorted one carries a sign. */
export function fileHeadings(columns: FileColumns, order: FileOrder, text: ScreensText): LineData {
  const { name, size, mode, date } = text.picker.columns;
  const titled = (title: string, of: FileOrder) => (of === order ? `${title} ${glyphs.sorted}` : title);
  return columnHeadings(
    `     ${fitLeft(titled(name, 'name'), columns.name)}${fitRight(titled(size, 'size'), columns.size)}` +
      `${fitRight(mode, columns.mode)}${fitRight(titled(date, 'date'), columns.date)}`,
  );
}

export function fileRow(columns: FileColumns, row: FileRow): Segment[] {
  const { isSelected, mark, name, isFolder, target, size, hasProblem = false, mode = '', date } = row;
  const shownName = cut(isFolder ? `${name}/` : name, columns.name);
  const arrow = target === null ? '' : ` ${glyphs.next} ${target}`;
  return [
    pointer(isSelected),
    { text: `${signs[mark]} `, tone: 'accent' },
    { text: shownName, isBold: isFolder || mark === 'whole', isDim: hasProblem },
    dim(fitLeft(arrow, columns.name - widthOf(shownName))),
    { text: fitRight(size, columns.size), ...(hasProblem ? { tone: 'danger' as const } : {}) },
    dim(`${fitRight(mode, columns.mode)}${fitRight(date, columns.date)}`),
  ];
}

const signs = { whole: glyphs.mark, part: glyphs.open, none: ' ' } as const;

/** The way up. */
export function parentLine(isSelected: boolean, columns: FileColumns, text: ScreensText): Segment[] {
  return [pointer(isSelected), dim(fitLeft(`  ..  ${text.picker.parent}`, columns.name + 2 + columns.size))];
}

function pointer(isSelected: boolean): Segment {
  return { text: isSelected ? ` ${glyphs.pointer} ` : '   ' };
}
