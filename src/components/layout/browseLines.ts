import { vocabularyOf } from '../../text/screens.ts';
import { shownPathOf, type TreeNode } from '../state/archiveTree.ts';
import {
  amountOf,
  type BrowseRow,
  type BrowseState,
  browseRows,
  markedAmount,
  markOf,
} from '../state/browseState.ts';
import type { State } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { type FileColumns, fileColumns, fileHeadings, fileRow, parentLine } from './fileLines.ts';
import { listHeight } from './heights.ts';
import { filterLine, noticeLines, visibleRows } from './listLines.ts';
import type { LineData, Segment } from './segments.ts';
import { cutStart, widthOf } from './text.ts';

/** From here on there is room for permissions. */
const columnsForModes = 100;

/** Where in the archive one is, and how much is marked, else how much there is. */
export function browseFacts({ browse, size, language }: State): readonly Segment[] {
  if (browse === null || browse.folder === null) return [];
  const { text, units } = vocabularyOf(language);
  const isMarked = browse.marked.size > 0;
  const { entries, bytes } = isMarked ? markedAmount(browse.marked) : amountOf([browse.folder]);
  const tell = isMarked ? text.browse.marked : text.browse.holds;
  const amount = ` ${glyphs.dot} ${tell(entries, units.number(entries), units.bytes(bytes))}`;
  const folder = cutStart(`/${shownPathOf(browse.folder)}`, size.columns - 2 - widthOf(amount));
  const look = isMarked ? ({ tone: 'accent', isBold: true } as const) : { isDim: true };
  return [{ text: folder }, { text: amount, ...look }];
}

/** The rows of the folder with their headings: only those in the window. */
export function browseLines(state: State): readonly LineData[] {
  const { browse, size, language } = state;
  if (browse === null) return [];
  if (browse.folder === null) return noticeLines(state, loadingNotice(state, browse));
  const { text, units } = vocabularyOf(language);
  const columns = fileColumns(size, size.columns >= columnsForModes);
  const rows = browseRows(browse);
  const found = rows.filter(({ kind }) => kind !== 'parent').length;
  const matches = text.archives.matches(units.number(found), units.number(browse.folder.children.length));
  const headings = fileHeadings(columns, browse.order, text);
  return [
    ...filterLine(state, matches),
    headings,
    ...visibleRows(rows, browse.list, listHeight(state), (row, isSelected) => ({
      segments: drawRow(row, isSelected, state, browse, columns),
      isSelected,
    })),
    ...(found === 0 ? noticeLines(state, [emptyNotice(state, browse)]) : []),
  ];
}

function drawRow(
  row: BrowseRow,
  isSelected: boolean,
  { language }: State,
  { marked }: BrowseState,
  columns: FileColumns,
): Segment[] {
  const { text, units } = vocabularyOf(language);
  if (row.kind === 'parent') return parentLine(isSelected, columns, text);
  return fileRow(columns, {
    isSelected,
    mark: markOf(marked, row),
    name: row.name,
    isFolder: row.kind === 'folder',
    target: row.target,
    size: row.kind === 'symlink' ? '' : units.bytes(row.bytes),
    mode: modeOf(row),
    date: row.modifiedAt === null ? '' : units.date(row.modifiedAt),
  });
}

const typeLetters = { folder: 'd', file: '-', link: '-', symlink: 'l' } as const;

/** Type and permissions as `ls -l` writes them. */
function modeOf({ kind, mode }: TreeNode): string {
  if (mode === null) return '';
  const letters = ['r', 'w', 'x'].flatMap((_, who) =>
    ['r', 'w', 'x'].map((letter, bit) => (mode & (0o400 >> (who * 3 + bit)) ? letter : '-')),
  );
  return typeLetters[kind] + letters.join('');
}

function loadingNotice({ language }: State, { received }: BrowseState): readonly string[] {
  const { text, units } = vocabularyOf(language);
  if (received === null) return [text.browse.reading];
  const { doneBytes, totalBytes } = received;
  const done = units.bytes(doneBytes);
  return [
    text.browse.receiving,
    totalBytes === null ? done : text.transfers.progress(done, units.bytes(totalBytes)),
  ];
}

function emptyNotice({ language }: State, { filter }: BrowseState): string {
  const { text } = vocabularyOf(language);
  const typed = filter?.field.value ?? '';
  return typed === '' ? text.picker.empty : text.archives.noMatch(typed);
}
