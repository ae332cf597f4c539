import { vocabularyOf } from '../../text/screens.ts';
import { activeFilter } from '../keys/activeFilter.ts';
import { activeList } from '../state/activeList.ts';
import type { ListPosition } from '../state/listPosition.ts';
import type { State } from '../state/model.ts';
import { markedBytes } from '../state/visibleArchives.ts';
import { glyphs } from '../theme.ts';
import { fieldWindow } from './fieldWindow.ts';
import { blankLine, dim, justify, type LineData, line } from './segments.ts';
import { widthOf, wrap } from './text.ts';

/** The lines of the rows in the window, and of no others. */
export function visibleRows<Row>(
  rows: readonly Row[],
  { cursor, top }: ListPosition,
  height: number,
  draw: (row: Row, isSelected: boolean) => LineData,
): LineData[] {
  return rows.slice(top, top + height).map((row, index) => draw(row, top + index === cursor));
}

export function columnHeadings(text: string): LineData {
  return { ...line(text, { isDim: true }), isDecoration: true };
}

/** What a list says that has nothing to show. */
export function noticeLines({ size }: State, sentences: readonly string[]): LineData[] {
  const lines = sentences.flatMap((sentence) => wrap(sentence, size.columns - 10));
  return [blankLine, ...lines.map((text, index) => line(`     ${text}`, { isDim: index > 0 }))];
}

/** Where the text of the filter begins. */
export function filterColumn({ language }: State): number {
  return widthOf(filterLabel(language));
}

export function filterWidth(state: State): number {
  return state.size.columns - filterColumn(state) - 20;
}

/** The filter and how much it lets through; no line at all without a filter. */
export function filterLine(state: State, matches: string): LineData[] {
  const filter = activeFilter(state);
  if (filter === null) return [];
  const { text } = fieldWindow(filter.field, filterWidth(state));
  const label = { text: filterLabel(state.language), tone: 'accent', isBold: true } as const;
  return [{ segments: justify([label, { text }], [dim(`${matches} `)], state.size.columns) }];
}

function filterLabel(language: State['language']): string {
  return ` ${vocabularyOf(language).text.archives.filter} / `;
}

/** A rule over the width. */
export function ruleLine({ size }: State): LineData {
  return { ...line(glyphs.rule.repeat(size.columns), { isDim: true }), isDecoration: true };
}

/** The rule below a list: what is marked in it, and where in it one is. */
export function positionRule(state: State): LineData {
  const note = marksNote(state);
  const list = activeList({ ...state, dialog: null });
  const start = note === '' ? '' : `${glyphs.rule.repeat(2)} ${note} `;
  if (list === null || list.count <= list.height) {
    if (note === '') return ruleLine(state);
    return line(start + glyphs.rule.repeat(Math.max(0, state.size.columns - widthOf(start))), {
      isDim: true,
    });
  }
  const { units, text } = vocabularyOf(state.language);
  const hidden = (list.page ?? 1) - 1;
  const row = list.position.cursor + 1 + hidden;
  const place = ` ${text.archives.matches(units.number(row), units.number(list.count + hidden))} `;
  const left = glyphs.rule.repeat(Math.max(0, state.size.columns - widthOf(start) - widthOf(place) - 2));
  return line(`${start}${left}${place}${glyphs.rule.repeat(2)}`, { isDim: true });
}

function marksNote({ screen, archives, language }: State): string {
  const count = archives.marked.size;
  if (screen !== 'archives' || count === 0) return '';
  const { text, units } = vocabularyOf(language);
  return text.archives.marked(count, units.number(count), units.bytes(markedBytes(archives)));
}
