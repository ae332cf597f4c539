import { describeError } from '../../text/describeError.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { timeLeft } from '../state/speed.ts';
import {
  isPlain,
  type PendingRetry,
  type RunningTransfer,
  subjectOf,
  type TransfersState,
} from '../state/transferState.ts';
import { glyphs } from '../theme.ts';
import { blankLine, dim, justify, type LineData, line, type Segment } from './segments.ts';
import { cut, fitRight, widthOf } from './text.ts';

const narrowestBar = 10;

/** The running transfer: what and at which stage; bar and numbers; and all transfers of the queue together. */
export function transferLines(state: State): readonly LineData[] {
  const { running } = state.transfers;
  if (running === null) return [];
  const vocabulary = vocabularyOf(state.language);
  return [
    titleLine(running, state, vocabulary),
    progressLine(running, state, vocabulary),
    ...totalLine(state, vocabulary),
  ];
}

/** How many lines that takes. */
export function transferHeight({ transfers }: State): number {
  if (transfers.running === null) return 0;
  return countOf(transfers) > 1 ? 3 : 2;
}

/** What a running transfer does at the moment. */
export function stageOf({ request, ending, progress, retry }: RunningTransfer, { text }: Vocabulary): string {
  if (ending !== null) return ending === 'pause' ? text.transfers.pausing : text.transfers.cancelling;
  if (retry !== null) return text.transfers.stages.waiting;
  if (progress?.stage === 'sending' && isPlain(request)) return text.transfers.sendingPlain;
  return progress === null ? text.transfers.starting : text.transfers.stages[progress.stage];
}

function titleLine(running: RunningTransfer, { size }: State, vocabulary: Vocabulary): LineData {
  const { text } = vocabulary;
  const stage = stageOf(running, vocabulary);
  const notice = running.notice === null ? '' : ` ${glyphs.dot} ${text.transfers.notices[running.notice]}`;
  const room = size.columns - widthOf(stage) - widthOf(notice) - 5;
  const left: Segment[] = [{ text: ` ${cut(titleOf(running, text), room)}`, isBold: true }, dim(notice)];
  return { segments: justify(left, [{ text: `${stage} `, tone: 'accent' }], size.columns) };
}

/** What is transferred, and which way. */
export function titleOf({ request }: RunningTransfer, text: Vocabulary['text']): string {
  const subject = subjectOf(request, text);
  switch (request.kind) {
    case 'download':
      return text.transfers.downloading(subject);
    case 'verify':
      return text.transfers.verifying(subject);
    case 'upload':
      return request.ticket === null
        ? text.transfers.uploading(subject)
        : text.transfers.uploadingScheduled(subject);
  }
}

/** Bar and numbers; or, between two attempts, why and when the next one comes. */
export function progressLine(running: RunningTransfer, state: State, vocabulary: Vocabulary): LineData {
  const { columns } = state.size;
  if (running.retry === null) return barLine(running, columns, vocabulary);
  const told = retrySentence(running.retry, state, vocabulary);
  return line(` ${glyphs.warning} ${cut(told, columns - 4)}`, { tone: 'warning' });
}

/** When the next attempt comes, and why the last one failed. */
export function retrySentence(retry: PendingRetry, { now }: State, vocabulary: Vocabulary): string {
  const left = retry.at.getTime() - now.getTime();
  const { message } = describeError(retry.error, vocabulary.language);
  const seconds = left <= 0 ? null : vocabulary.units.duration(left);
  return vocabulary.text.transfers.retrying(message, seconds, retry.attempt);
}

/** All transfers since the queue was last empty; nothing where there is only one. */
function totalLine({ transfers, size }: State, { text, units }: Vocabulary): LineData[] {
  const count = countOf(transfers);
  const { running, waiting, batch } = transfers;
  if (count <= 1 || running === null) return [];
  const done = batch.bytes + (running.progress?.doneBytes ?? 0);
  const sizes = [
    running.progress?.totalBytes ?? running.expectedBytes,
    ...waiting.map((each) => each.expectedBytes),
  ];
  const known = sizes.filter((bytes) => bytes !== null);
  const total = known.length === sizes.length ? known.reduce((sum, bytes) => sum + bytes, batch.bytes) : null;
  const left = timeLeft(running.speed, done, total);
  const told = [
    text.transfers.total(batch.ended + 1, count),
    total === null
      ? text.transfers.soFar(units.bytes(done))
      : text.transfers.progress(units.bytes(done), units.bytes(total)),
    ...(total ? [units.percent(Math.min(1, done / total))] : []),
    ...(left === null ? [] : [text.transfers.left(units.duration(left))]),
  ];
  return [line(` ${cut(told.join(` ${glyphs.dot} `), size.columns - 2)}`, { isDim: true })];
}

function countOf({ running, waiting, batch }: TransfersState): number {
  return batch.ended + (running === null ? 0 : 1) + waiting.length;
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
