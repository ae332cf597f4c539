import type { Vocabulary } from '../../text/screens.ts';
import { stageOf, titleOf } from '../layout/transferLines.ts';
import type { State } from '../state/model.ts';
import { timeLeft } from '../state/speed.ts';

/** How far a transfer is, and what makes it worth saying: another transfer, another stage, another tenth. */
export interface Milestone {
  readonly key: string;
  readonly text: string;
}

export function milestoneOf({ transfers }: State, vocabulary: Vocabulary): Milestone | null {
  const { running } = transfers;
  if (running === null) return null;
  const { text, units } = vocabulary;
  const title = titleOf(running, text);
  const stage = stageOf(running, vocabulary);
  const { progress, speed } = running;
  if (!progress?.totalBytes) return { key: `${title} ${stage}`, text: `${title}, ${stage}` };
  const tenth = Math.floor(Math.min(1, progress.doneBytes / progress.totalBytes) * 10) / 10;
  const left = timeLeft(speed, progress.doneBytes, progress.totalBytes);
  const time = left === null ? '' : `, ${text.transfers.left(units.duration(left))}`;
  return {
    key: `${title} ${stage} ${tenth}`,
    text: `${title}, ${stage}, ${units.percent(tenth)}${time}`.replaceAll('\u{a0}', ' '),
  };
}
