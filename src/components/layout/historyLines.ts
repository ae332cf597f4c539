import type { RunRecord } from '../../schedule/history.ts';
import { scheduleTextOf } from '../../text/scheduleText.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { highlightedRun } from '../state/runHistory.ts';
import { glyphs, type Tone } from '../theme.ts';
import { entryDetailHeight, listHeight } from './heights.ts';
import { columnHeadings, noticeLines, ruleLine, visibleRows } from './listLines.ts';
import { blankLine, dim, type LineData, line, type Segment } from './segments.ts';
import { cut, cutStart, fitLeft, fitRight, wrap } from './text.ts';

/** Pointer and margins. */
const fixedWidth = 5;
const whenWidth = 18;
const resultWidth = 12;

interface Columns {
  readonly bytes: number;
  readonly duration: number;
  readonly path: number;
  readonly outcome: number;
}

/** Path and outcome share what is left; where it is little, the path goes first among the runs of all. */
function columnsOf({ size, history }: State): Columns {
  const [bytes, duration] = size.columns >= 76 ? [10, 13] : [0, 0];
  const rest = size.columns - fixedWidth - whenWidth - resultWidth - bytes - duration;
  if (!history.showsAll) return { bytes, duration, path: 0, outcome: rest };
  const path = rest < 50 ? rest : Math.floor(rest / 2);
  return { bytes, duration, path, outcome: rest - path };
}

/** The runs, the newest first, and below them more about the highlighted one. */
export function historyLines(state: State): readonly LineData[] {
  const { history, language } = state;
  const { text } = vocabularyOf(language);
  const columns = columnsOf(state);
  const { titles, reading, empty } = { titles: text.schedule.history.columns, ...text.schedule.history };
  const titled = (title: string, width: number) => (width === 0 ? '' : fitLeft(`  ${title}`, width));
  const headings = columnHeadings(
    `   ${fitLeft(titles.when, whenWidth)}${fitLeft(titles.result, resultWidth)}` +
      `${fitRight(titles.bytes, columns.bytes)}${fitRight(titles.duration, columns.duration)}` +
      `${titled(titles.path, columns.path)}${titled(titles.outcome, columns.outcome)}`,
  );
  if (history.runs === null) return [headings, ...noticeLines(state, [reading])];
  if (history.runs.length === 0) return [headings, ...noticeLines(state, [empty])];
  const height = listHeight(state);
  const shown = visibleRows(history.runs, history.list, height, (run, isSelected) => ({
    segments: drawRow(run, isSelected, state, columns),
    isSelected,
  }));
  const gap = Array.from({ length: height - shown.length }, () => blankLine);
  const highlighted = highlightedRun(state);
  const details = highlighted === undefined ? [] : runDetails(highlighted, state);
  return [headings, ...shown, ...gap, ruleLine(state), ...details.slice(0, entryDetailHeight(state))];
}

const looks: Readonly<Record<RunRecord['result'], { readonly glyph: string; readonly tone?: Tone }>> = {
  uploaded: { glyph: glyphs.done, tone: 'success' },
  unchanged: { glyph: glyphs.dot },
  failed: { glyph: glyphs.warning, tone: 'danger' },
};

function drawRow(run: RunRecord, isSelected: boolean, { language }: State, columns: Columns): Segment[] {
  const { text, units } = vocabularyOf(language);
  const { glyph, tone } = looks[run.result];
  const result = text.schedule.history.results[run.result];
  const bytes = run.bytes === undefined ? '' : units.bytes(run.bytes);
  const outcome = run.error?.message ?? run.archive ?? '';
  return [
    { text: isSelected ? ` ${glyphs.pointer} ` : '   ' },
    { text: fitLeft(units.date(run.at), whenWidth) },
    { text: fitLeft(`${glyph} ${result}`, resultWidth), tone, isBold: tone === 'danger' },
    { text: fitRight(bytes, columns.bytes) },
    { text: fitRight(columns.duration === 0 ? '' : units.duration(run.seconds * 1000), columns.duration) },
    { text: besides(cutStart(run.path, columns.path - 3), columns.path) },
    dim(besides(cut(outcome, columns.outcome - 3), columns.outcome)),
  ];
}

/** A column with a gap before it. */
function besides(text: string, width: number): string {
  return width === 0 ? '' : fitLeft(`  ${text}`, width);
}

/** All that the history keeps of a run. */
function runDetails(run: RunRecord, state: State): readonly LineData[] {
  const { text, units } = vocabularyOf(state.language);
  const schedule = scheduleTextOf(state.language);
  const width = state.size.columns - 2;
  const { path, runner, seconds, archive, bytes, entries, error, attempt, remarks = [], warnings = [] } = run;
  const { history } = text.schedule;
  const facts = [
    ...(bytes === undefined ? [] : [units.bytes(bytes)]),
    ...(entries === undefined ? [] : [history.entries(entries, units.number(entries))]),
    units.duration(seconds * 1000),
    history.runner(schedule.runner(runner)),
    ...(attempt > 1 ? [history.attempt(attempt)] : []),
  ];
  const told = (sentence: string, look: Omit<Segment, 'text'> = {}) =>
    wrap(sentence, width).map((each) => line(` ${each}`, look));
  return [
    line(` ${cutStart(path, width)}`, { isBold: true }),
    ...(error === undefined ? [] : told(`${glyphs.warning} ${error.message}`, { tone: 'danger' })),
    ...(archive === undefined ? [] : told(archive)),
    ...told(facts.join(` ${glyphs.dot} `)),
    ...remarks.flatMap((remark) => told(schedule.remark(remark), { tone: 'warning' })),
    ...warnings.flatMap((warning) =>
      told(`${glyphs.warning} ${problemOf(warning, text)}`, { tone: 'warning' }),
    ),
  ];
}

function problemOf(
  { path, problem }: { readonly path: string; readonly problem: string },
  { warnings }: Vocabulary['text'],
): string {
  const problems: Readonly<Record<string, string>> = warnings.problems;
  return `${path}  ${problems[problem] ?? problem}`;
}
