import type { RunRecord } from '../../schedule/history.ts';
import { type ListPosition, listStart } from './listPosition.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { type Step, step } from './step.ts';

/** What became of the runs of the schedule, as the history screen shows it. */
export interface HistoryState {
  /** The path it was opened for; null where nothing was highlighted. */
  readonly path: string | null;
  /** Whether the runs of all paths are shown. */
  readonly showsAll: boolean;
  /** Newest first; null until they are read. */
  readonly runs: readonly RunRecord[] | null;
  readonly list: ListPosition;
}

export const noHistory: HistoryState = { path: null, showsAll: true, runs: null, list: listStart };

/** The path whose runs are shown; null for all. */
export function shownPath({ path, showsAll }: HistoryState): string | null {
  return showsAll ? null : path;
}

/** Shows the runs of one path, or of all. */
export function showHistory(state: State, path: string | null, showsAll: boolean): Step {
  const history: HistoryState = { path, showsAll, runs: null, list: listStart };
  return step({ ...state, screen: 'history', history }, { type: 'load-history', path: shownPath(history) });
}

export function reduceHistory(
  state: State,
  { path, runs }: Extract<Message, { type: 'history-loaded' }>,
): State {
  const { history } = state;
  return path === shownPath(history) ? { ...state, history: { ...history, runs } } : state;
}

export function highlightedRun({ history }: State): RunRecord | undefined {
  return history.runs?.[history.list.cursor];
}
