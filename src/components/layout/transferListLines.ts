import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { highlightedTransfer, type TransferRow, transferRows } from '../state/transferRows.ts';
import { subjectOf } from '../state/transferState.ts';
import { warningsOf } from '../state/transferWarnings.ts';
import { glyphs, type Tone } from '../theme.ts';
import { listHeight, transferDetailHeight } from './heights.ts';
import { columnHeadings, noticeLines, ruleLine, visibleRows } from './listLines.ts';
import { blankLine, dim, type LineData, type Segment } from './segments.ts';
import { nameColumn } from './sizes.ts';
import { cut, cutStart, fitLeft, fitRight, widthOf } from './text.ts';
import { formatAgo } from './times.ts';
import { transferDetails } from './transferDetails.ts';
import { stageOf } from './transferLines.ts';

interface Widths {
  readonly kind: number;
  readonly state: number;
  readonly progress: number;
}

/** Pointer and margins. */
const fixedWidth = 5;
const wideColumns: Widths = { kind: 14, state: 21, progress: 14 };
/** A sign for the kind, and no time of the end. */
const narrowColumns: Widths = { kind: 2, state: 21, progress: 8 };

/** All transfers with their headings, and below them more about the highlighted one. */
export function transferListLines(state: State): readonly LineData[] {
  const vocabulary = vocabularyOf(state.language);
  const { columns, empty } = vocabulary.text.transfers;
  const rows = transferRows(state);
  const widths = columnWidths(state);
  const headings = columnHeadings(
    `   ${fitLeft(isNarrow(state) ? '' : columns.kind, widths.kind)}` +
      `${fitLeft(columns.subject, subjectWidth(state))}${fitRight(columns.state, widths.state)}`,
  );
  if (rows.length === 0) return [headings, ...noticeLines(state, empty)];
  const height = listHeight(state);
  const shown = visibleRows(rows, state.transfers.list, height, (row, isSelected) => ({
    segments: drawRow(row, isSelected, state, vocabulary),
    isSelected,
  }));
  const gap = Array.from({ length: height - shown.length }, () => blankLine);
  const highlighted = highlightedTransfer(state);
  const details = highlighted === undefined ? [] : transferDetails(highlighted, state);
  return [headings, ...shown, ...gap, ruleLine(state), ...details.slice(0, transferDetailHeight - 1)];
}

function drawRow(row: TransferRow, isSelected: boolean, state: State, vocabulary: Vocabulary): Segment[] {
  const { text } = vocabulary;
  const { request } = row.transfer;
  const { told, tone } = stateOf(row, vocabulary);
  const widths = columnWidths(state);
  // Few states are as long as their column is wide: what is over goes to the name.
  const stateWidth = Math.min(widths.state, widthOf(told) + 1);
  const width = subjectWidth(state) + widths.state - stateWidth;
  const subject = subjectOf(request, text);
  // The start tells most of an archive's name, the end of a path.
  const shown = request.kind === 'upload' ? cutStart(subject, width - 1) : cut(subject, width - 1);
  const kind = isNarrow(state) ? glyphs[request.kind] : text.transfers.kinds[request.kind];
  const hasEnded = row.phase === 'ended';
  return [
    { text: isSelected ? ` ${glyphs.pointer} ` : '   ' },
    dim(fitLeft(kind, widths.kind)),
    { text: fitLeft(shown, width) },
    { text: fitRight(told, stateWidth), tone },
    {
      text: fitRight(hasEnded && isNarrow(state) ? '' : numbersOf(row, state, vocabulary), widths.progress),
    },
  ];
}

function stateOf(row: TransferRow, vocabulary: Vocabulary): { told: string; tone: Tone | undefined } {
  const { phases } = vocabulary.text.transfers;
  if (row.phase === 'running') {
    return {
      told: stageOf(row.transfer, vocabulary),
      tone: row.transfer.retry === null ? 'accent' : 'warning',
    };
  }
  if (row.phase !== 'ended') return { told: phases[row.phase], tone: undefined };
  const { outcome } = row.transfer;
  if (outcome.kind === 'failed') return { told: `${glyphs.warning} ${phases.failed}`, tone: 'danger' };
  if (outcome.kind === 'cancelled') return { told: phases.cancelled, tone: undefined };
  return warningsOf(outcome).all.length === 0
    ? { told: `${glyphs.done} ${phases.done}`, tone: 'success' }
    : { told: `${glyphs.warning} ${phases.done}`, tone: 'warning' };
}

/** How far it is, how large it will be, or when it ended. */
function numbersOf(row: TransferRow, { now }: State, vocabulary: Vocabulary): string {
  const { units } = vocabulary;
  const part = (done: number | null, total: number | null) =>
    done === null || !total ? '' : units.percent(Math.min(1, done / total));
  switch (row.phase) {
    case 'running':
      return part(row.transfer.progress?.doneBytes ?? null, row.transfer.progress?.totalBytes ?? null);
    case 'waiting':
      return row.transfer.expectedBytes === null ? '' : units.bytes(row.transfer.expectedBytes);
    case 'paused':
      return part(row.transfer.doneBytes, row.transfer.expectedBytes);
    case 'ended':
      return formatAgo(row.transfer.endedAt, now, vocabulary);
  }
}

function isNarrow({ size }: State): boolean {
  return size.columns < 76;
}

function columnWidths(state: State): Widths {
  return isNarrow(state) ? narrowColumns : wideColumns;
}

function subjectWidth(state: State): number {
  const { kind, state: stage, progress } = columnWidths(state);
  return nameColumn(state.size, fixedWidth + kind + stage + progress);
}
