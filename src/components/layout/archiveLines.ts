import type { Archive } from '../../client/types.ts';
import { isStale } from '../../common/age.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { SortColumn } from '../state/archiveOrder.ts';
import type { State } from '../state/model.ts';
import { highlightedArchive, visibleArchives } from '../state/visibleArchives.ts';
import { glyphs } from '../theme.ts';
import { detailLines } from './detailLines.ts';
import { bodyHeight, listHeight } from './heights.ts';
import { columnHeadings, filterLine, noticeLines, visibleRows } from './listLines.ts';
import { blankLine, dim, type LineData, type Segment } from './segments.ts';
import { hasDateColumn, hasPane, listSize, nameColumn } from './sizes.ts';
import { fitLeft, fitRight } from './text.ts';

const sizeWidth = 10;
const ageWidth = 9;
const dateWidth = 18;
/** Margins, pointer, mark and warning. */
const fixedWidth = 6;

/** The list of archives with its headings, and on wide windows more about the highlighted one beside it. */
export function archiveLines(state: State): readonly LineData[] {
  const archive = highlightedArchive(state);
  const lines = listLines(state);
  if (archive === undefined || !hasPane(state.size)) return lines;
  const details = detailLines(archive, state);
  return Array.from({ length: bodyHeight(state) }, (_, index) => ({
    ...(lines[index] ?? blankLine),
    aside: [dim(` ${glyphs.edge} `), ...(details[index] ?? blankLine).segments],
    mainWidth: listSize(state.size).columns,
  }));
}

/** Only the rows in the window. */
function listLines(state: State): readonly LineData[] {
  const { archives, language } = state;
  const vocabulary = vocabularyOf(language);
  const { text, units } = vocabulary;
  const shown = visibleArchives(archives);
  const matches = text.archives.matches(units.number(shown.length), units.number(archives.all?.length ?? 0));
  const top = [...filterLine(state, matches), headings(state, vocabulary)];
  if (shown.length === 0) return [...top, ...noticeLines(state, emptyNotice(state))];
  return [
    ...top,
    ...visibleRows(shown, archives.list, listHeight(state), (archive, isSelected) => ({
      segments: row(archive, isSelected, state),
      isSelected,
    })),
  ];
}

/** The names of the columns; a sign shows by which one, and which way, the list is sorted. */
function headings({ archives, size }: State, { text }: Vocabulary): LineData {
  const { name, size: sizeTitle, age, date } = text.archives.columns;
  const { column, isDescending } = archives.sort;
  const sign = isDescending ? glyphs.descending : glyphs.ascending;
  const titled = (title: string, its: SortColumn) => (column === its ? `${title} ${sign}` : title);
  return columnHeadings(
    `     ${fitLeft(titled(name, 'name'), nameWidth(size))}${fitRight(titled(sizeTitle, 'size'), sizeWidth)}` +
      fitRight(titled(age, 'age'), ageWidth) +
      (hasDateColumn(listSize(size)) ? fitRight(date, dateWidth) : ''),
  );
}

function row({ name, size, uploadedAt }: Archive, isSelected: boolean, state: State): Segment[] {
  const { units } = vocabularyOf(state.language);
  const stale = isStale(uploadedAt, state.now);
  const isMarked = state.archives.marked.has(name);
  const age = uploadedAt === null ? '—' : units.age(state.now.getTime() - uploadedAt.getTime());
  const date = uploadedAt === null ? '—' : units.date(uploadedAt);
  const warned = stale ? ({ tone: 'danger', isBold: true } as const) : {};
  return [
    { text: isSelected ? ` ${glyphs.pointer}` : '  ' },
    { text: isMarked ? glyphs.mark : ' ', tone: 'accent' },
    { text: stale ? `${glyphs.warning} ` : '  ', ...warned },
    { text: fitLeft(name, nameWidth(state.size)), isBold: isMarked },
    { text: fitRight(size === null ? '—' : units.bytes(size), sizeWidth) },
    { text: fitRight(age, ageWidth), ...warned },
    ...(hasDateColumn(listSize(state.size)) ? [dim(fitRight(date, dateWidth))] : []),
  ];
}

function nameWidth(size: State['size']): number {
  const list = listSize(size);
  const dates = hasDateColumn(list) ? dateWidth : 0;
  return nameColumn(list, fixedWidth + sizeWidth + ageWidth + dates);
}

function emptyNotice({ archives, language }: State): readonly string[] {
  const { text } = vocabularyOf(language);
  if (archives.filter !== null && archives.filter.field.value !== '') {
    return [text.archives.noMatch(archives.filter.field.value)];
  }
  return archives.all === null && archives.isLoading ? [text.archives.loading] : text.archives.empty;
}
