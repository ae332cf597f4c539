import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { timeLeft } from '../state/speed.ts';
import { type RunningTransfer, subjectOf, type TransfersState } from '../state/transferState.ts';
import { glyphs } from '../theme.ts';
import { blankLine, dim, justify, type LineData, type Segment } from './segments.ts';
import { cut, fitRight, widthOf } from './text.ts';

const narrowestBar = 10;

/** The running transfer: what, where in the queue and at which stage; then bar and numbers. */
export function transferLines(state: State): readonly LineData[] {
  const { running } = state.transfers;
  if (running === null) return [];
  const vocabulary = vocabularyOf(state.language);
  return [titleLine(running, state, vocabulary), barLine(running, state.size.columns, vocabulary)];
}

function titleLine(running: RunningTransfer, { transfers, size }: State, { text }: Vocabulary): LineData {
  const stage = running.isCancelling
    ? text.transfers.cancelling
    : running.progress === null
      ? text.transfers.starting
      : text.transfers.stages[running.progress.stage];
  const position = positionOf(transfers, text);
  const room = size.columns - widthOf(stage) - widthOf(position) - 5;
  const left: Segment[] = [{ text: ` ${cut(titleOf(running, text), room)}`, isBold: true }, dim(position)];
  return { segments: justify(left, [{ text: `${stage} `, tone: 'accent' }], size.columns) };
}

function titleOf({ request }: RunningTransfer, text: Vocabulary['text']): string {
  const subject = subjectOf(request, text);
  if (request.kind === 'download') return text.transfers.downloading(subject);
  return request.ticket === null
    ? text.transfers.uploading(subject)
    : text.transfers.uploadingScheduled(subject);
}

function positionOf({ waiting, finished }: TransfersState, text: Vocabulary['text']): string {
  const count = finished + 1 + waiting.length;
  return count === 1 ? '' : ` ${glyphs.dot} ${text.transfers.position(finished + 1, count)}`;
}

function barLine(
  { progress, speed }: RunningTransfer,
  columns: number,
  { text, units }: Vocabulary,
): LineData {
  if (progress === null) return blankLine;
  const { doneBytes, totalBytes } = progress;
  const rate = speed?.bytesPerSecond == null ? '' : text.transfers.speed(units.bytes(speed.bytesPerSecond));
  if (totalBytes === null || totalBytes === 0) {
    if (doneBytes === 0) return blankLine;
    return { segments: [dim(` ${units.bytes(doneBytes)}  ${rate}`)] };
  }
  const part = Math.min(1, doneBytes / totalBytes);
  const left = timeLeft(speed, doneBytes, totalBytes);
  // Fixed widths keep the bar still while the numbers change; the least telling go first where room is short.
  const percent = fitRight(units.percent(part), 6);
  const amount = fitRight(text.transfers.progress(units.bytes(doneBytes), units.bytes(totalBytes)), 20);
  const time = fitRight(left === null ? '' : text.transfers.left(units.duration(left)), 18);
  const shownRate = fitRight(rate, 12);
  const choices = [[percent, amount, shownRate, time], [percent, amount, time], [percent, time], [percent]];
  const barRoom = (numbers: readonly string[]) => columns - 2 - widthOf(numbers.join(''));
  const numbers = choices.find((choice) => barRoom(choice) >= narrowestBar) ?? [];
  const width = Math.min(60, Math.max(0, barRoom(numbers)));
  const full = Math.floor(part * width);
  return {
    segments: [
      { text: ` ${glyphs.barFull.repeat(full)}`, tone: 'accent' },
      dim(glyphs.barEmpty.repeat(width - full)),
      { text: numbers.join('') },
    ],
  };
}
