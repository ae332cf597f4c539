import { vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { type ScheduleRow, scheduleRows } from '../state/scheduleRows.ts';
import { glyphs } from '../theme.ts';
import { listHeight } from './heights.ts';
import { columnHeadings, noticeLines, visibleRows } from './listLines.ts';
import type { LineData, Segment } from './segments.ts';
import { nameColumn } from './sizes.ts';
import { cutStart, fitLeft, fitRight } from './text.ts';
import { formatAgo, formatUntil } from './times.ts';

const timeWidth = 16;
/** Margins, pointer and warning mark. */
const fixedWidth = 6;

/** The scheduled paths with their headings: only the rows in the window. */
export function scheduleLines(state: State): readonly LineData[] {
  const { text } = vocabularyOf(state.language);
  const rows = scheduleRows(state);
  const { path, last, next } = text.schedule.columns;
  const headings = columnHeadings(
    `     ${fitLeft(path, pathWidth(state))}${fitRight(last, timeWidth)}${fitRight(next, timeWidth)}`,
  );
  if (rows.length === 0) return [headings, ...noticeLines(state, text.schedule.empty)];
  const drawn = visibleRows(rows, state.schedule.list, listHeight(state), (row, isSelected) => ({
    segments: drawRow(row, isSelected, state),
    isSelected,
  }));
  return [headings, ...drawn];
}

function drawRow(
  { path, lastSuccess, due, isDue }: ScheduleRow,
  isSelected: boolean,
  state: State,
): Segment[] {
  const vocabulary = vocabularyOf(state.language);
  const { never, now, paused } = vocabulary.text.schedule;
  const last = lastSuccess === null ? never : formatAgo(lastSuccess, state.now, vocabulary);
  const until = due === null ? paused : formatUntil(due, state.now, vocabulary);
  const next = isDue ? now : until;
  const warned = isDue ? ({ tone: 'danger', isBold: true } as const) : {};
  return [
    { text: isSelected ? ` ${glyphs.pointer} ` : '   ' },
    { text: isDue ? `${glyphs.warning} ` : '  ', ...warned },
    { text: fitLeft(cutStart(path, pathWidth(state)), pathWidth(state)) },
    { text: fitRight(last, timeWidth) },
    { text: fitRight(next, timeWidth), ...warned },
  ];
}

function pathWidth({ size }: State): number {
  return nameColumn(size, fixedWidth + 2 * timeWidth);
}
