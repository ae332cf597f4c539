import type { Archive } from '../../client/types.ts';
import { isStale } from '../../common/age.ts';
import { vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { visibleArchives } from '../state/visibleArchives.ts';
import { glyphs } from '../theme.ts';
import { listHeight } from './heights.ts';
import { columnHeadings, filterLine, noticeLines, visibleRows } from './listLines.ts';
import { dim, type LineData, type Segment } from './segments.ts';
import { hasDateColumn, nameColumn } from './sizes.ts';
import { fitLeft, fitRight } from './text.ts';

const sizeWidth = 10;
const ageWidth = 9;
const dateWidth = 18;
/** Margins, pointer and warning mark. */
const fixedWidth = 6;

/** The list of archives with its headings: only the rows in the window. */
export function archiveLines(state: State): readonly LineData[] {
  const { archives, language, size } = state;
  const { text, units } = vocabularyOf(language);
  const shown = visibleArchives(archives);
  const { name, size: sizeTitle, age, date } = text.archives.columns;
  const headings = columnHeadings(
    `     ${fitLeft(name, nameWidth(size))}${fitRight(sizeTitle, sizeWidth)}${fitRight(age, ageWidth)}` +
      (hasDateColumn(size) ? fitRight(date, dateWidth) : ''),
  );
  const matches = text.archives.matches(units.number(shown.length), units.number(archives.all?.length ?? 0));
  const top = [...filterLine(state, matches), headings];
  if (shown.length === 0) return [...top, ...noticeLines(state, emptyNotice(state))];
  return [
    ...top,
    ...visibleRows(shown, archives.list, listHeight(state), (archive, isSelected) => ({
      segments: row(archive, isSelected, state),
      isSelected,
    })),
  ];
}

function row({ name, size, uploadedAt }: Archive, isSelected: boolean, state: State): Segment[] {
  const { units } = vocabularyOf(state.language);
  const stale = isStale(uploadedAt, state.now);
  const age = uploadedAt === null ? '—' : units.age(state.now.getTime() - uploadedAt.getTime());
  const date = uploadedAt === null ? '—' : units.date(uploadedAt);
  const warned = stale ? ({ tone: 'danger', isBold: true } as const) : {};
  return [
    { text: isSelected ? ` ${glyphs.pointer} ` : '   ' },
    { text: stale ? `${glyphs.warning} ` : '  ', ...warned },
    { text: fitLeft(name, nameWidth(state.size)) },
    { text: fitRight(size === null ? '—' : units.bytes(size), sizeWidth) },
    { text: fitRight(age, ageWidth), ...warned },
    ...(hasDateColumn(state.size) ? [dim(fitRight(date, dateWidth))] : []),
  ];
}

function nameWidth(size: State['size']): number {
  const dates = hasDateColumn(size) ? dateWidth : 0;
  return nameColumn(size, fixedWidth + sizeWidth + ageWidth + dates);
}

function emptyNotice({ archives, language }: State): readonly string[] {
  const { text } = vocabularyOf(language);
  if (archives.filter !== null && archives.filter.field.value !== '') {
    return [text.archives.noMatch(archives.filter.field.value)];
  }
  return archives.all === null && archives.isLoading ? [text.archives.loading] : text.archives.empty;
}
