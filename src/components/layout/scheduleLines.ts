import type { ScheduleEntry } from '../../schedule/entry.ts';
import type { RowState } from '../../text/scheduleScreenText.ts';
import { scheduleTextOf } from '../../text/scheduleText.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { Size, State } from '../state/model.ts';
import { highlightedEntry, nextTime, rowState, scheduledEntries } from '../state/scheduleRows.ts';
import { glyphs, type Tone } from '../theme.ts';
import { entryDetailHeight, listHeight } from './heights.ts';
import { columnHeadings, noticeLines, ruleLine, visibleRows } from './listLines.ts';
import { scheduleDetails } from './scheduleDetails.ts';
import { blankLine, dim, type LineData, type Segment } from './segments.ts';
import { cut, cutStart, fitLeft, fitRight } from './text.ts';
import { formatAgo, formatUntil } from './times.ts';

/** Margins, pointer and mark. */
const fixedWidth = 6;
const widestPath = 72;

interface Columns {
  readonly path: number;
  readonly rule: number;
  readonly state: number;
  readonly last: number;
  readonly next: number;
}

/** The rule goes first where room is short, then the last success; both are told below the list. */
function columnsOf({ columns }: Size): Columns {
  const rule = columns >= 104 ? 28 : 0;
  const last = columns >= 72 ? 16 : 0;
  const [state, next] = [13, 13];
  const path = Math.min(widestPath, columns - fixedWidth - rule - state - last - next);
  return { path, rule, state, last, next };
}

/** The scheduled paths with their headings, and below them more about the highlighted one. */
export function scheduleLines(state: State): readonly LineData[] {
  const { text } = vocabularyOf(state.language);
  const entries = scheduledEntries(state.schedule);
  const columns = columnsOf(state.size);
  const titles = text.schedule.columns;
  const headings = columnHeadings(
    `     ${fitLeft(titles.path, columns.path)}${fitLeft(columns.rule === 0 ? '' : titles.rule, columns.rule)}` +
      `${fitLeft(titles.state, columns.state)}${fitRight(titles.last, columns.last)}${fitRight(titles.next, columns.next)}`,
  );
  if (entries.length === 0) return [headings, ...noticeLines(state, text.schedule.empty)];
  const height = listHeight(state);
  const shown = visibleRows(entries, state.schedule.list, height, (entry, isSelected) => ({
    segments: drawRow(entry, isSelected, state, columns),
    isSelected,
  }));
  const gap = Array.from({ length: height - shown.length }, () => blankLine);
  const highlighted = highlightedEntry(state);
  const details = highlighted === undefined ? [] : scheduleDetails(highlighted, state);
  return [headings, ...shown, ...gap, ruleLine(state), ...details.slice(0, entryDetailHeight(state))];
}

interface Look {
  readonly glyph: string;
  readonly tone?: Tone;
}

const looks: Readonly<Record<RowState, Look>> = {
  fresh: { glyph: glyphs.done, tone: 'success' },
  due: { glyph: glyphs.open, tone: 'warning' },
  running: { glyph: glyphs.upload, tone: 'accent' },
  paused: { glyph: glyphs.paused },
  retrying: { glyph: glyphs.warning, tone: 'danger' },
  alarming: { glyph: glyphs.alarm, tone: 'danger' },
};

function drawRow(entry: ScheduleEntry, isSelected: boolean, state: State, columns: Columns): Segment[] {
  const vocabulary = vocabularyOf(state.language);
  const { never, states } = vocabulary.text.schedule;
  const { path, rule, lastSuccess, lastError } = entry;
  const where = rowState(state, entry);
  const { glyph, tone } = looks[where];
  const told = scheduleTextOf(state.language).briefRule(rule);
  const last = lastSuccess === null ? never : formatAgo(lastSuccess, state.now, vocabulary);
  const isFailed = lastError !== null || where === 'alarming';
  return [
    { text: isSelected ? ` ${glyphs.pointer} ` : '   ' },
    { text: isFailed ? `${glyphs.warning} ` : '  ', tone: 'danger', isBold: true },
    { text: fitLeft(cutStart(path, columns.path - 1), columns.path) },
    dim(fitLeft(cut(told, Math.max(0, columns.rule - 1)), columns.rule)),
    { text: fitLeft(`${glyph} ${states[where]}`, columns.state), tone, isBold: tone === 'danger' },
    { text: fitRight(last, columns.last) },
    { text: fitRight(nextOf(entry, state, vocabulary), columns.next) },
  ];
}

function nextOf(entry: ScheduleEntry, { now }: State, vocabulary: Vocabulary): string {
  const { schedule } = vocabulary.text;
  const next = nextTime(entry, now);
  if (next === null) return schedule.none;
  return next <= now ? schedule.now : formatUntil(next, now, vocabulary);
}
