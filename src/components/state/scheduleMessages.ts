import { nextAttempt } from '../../schedule/due.ts';
import type { Rule, Schedule, ScheduleEntry } from '../../schedule/entry.ts';
import type { RunRecord } from '../../schedule/history.ts';
import type { State } from './model.ts';
import { reduceHistory, shownPath } from './runHistory.ts';
import { highlightedEntry, scheduledEntries } from './scheduleRows.ts';
import { type Step, step } from './step.ts';

/** How an entry was changed. */
export type EntryChange =
  | { readonly kind: 'edited'; readonly rule: Rule }
  | { readonly kind: 'paused' | 'resumed' };

/** What effects report of the schedule. */
export type ScheduleMessage =
  | { readonly type: 'schedule-loaded'; readonly schedule: Schedule }
  | { readonly type: 'added-to-schedule'; readonly schedule: Schedule; readonly count: number }
  | { readonly type: 'removed-from-schedule'; readonly schedule: Schedule; readonly path: string }
  | {
      readonly type: 'schedule-edited';
      readonly schedule: Schedule;
      readonly path: string;
      readonly change: EntryChange;
    }
  | { readonly type: 'history-loaded'; readonly path: string | null; readonly runs: readonly RunRecord[] }
  /** A run was asked for of a path that is being uploaded already. */
  | { readonly type: 'already-running'; readonly path: string }
  /** A run has ended and is noted; `isAsked` where the user asked for it. */
  | {
      readonly type: 'run-ended';
      readonly entry: ScheduleEntry;
      readonly outcome: 'uploaded' | 'unchanged' | { readonly error: unknown };
      readonly isAsked: boolean;
    };

export function reduceSchedule(state: State, message: ScheduleMessage): Step {
  switch (message.type) {
    case 'schedule-loaded':
      return step(withSchedule(state, message));
    case 'added-to-schedule':
      return step(withSchedule(state, message, { kind: 'added-to-schedule', count: message.count }));
    case 'removed-from-schedule':
      return step(withSchedule(state, message, { kind: 'removed-from-schedule', path: message.path }));
    case 'schedule-edited': {
      const { path, change } = message;
      return step(withSchedule(state, message, { kind: 'schedule-edited', path, change }));
    }
    case 'history-loaded':
      return step(reduceHistory(state, message));
    case 'already-running':
      return step({ ...state, status: { kind: 'run-under-way', path: message.path } });
    case 'run-ended': {
      const next = withRun(state, message);
      if (state.screen !== 'history') return step(next);
      return step(next, { type: 'load-history', path: shownPath(state.history) });
    }
  }
}

/** The highlight stays on the path it was on. */
function withSchedule(
  state: State,
  { schedule }: { readonly schedule: Schedule },
  status = state.status,
): State {
  const highlighted = highlightedEntry(state)?.path;
  const next = { ...state.schedule, entries: schedule };
  const row = scheduledEntries(next).findIndex(({ path }) => path === highlighted);
  const list = row === -1 ? next.list : { ...next.list, cursor: row };
  return { ...state, schedule: { ...next, list }, status };
}

/** A failure is told with the time of the next attempt; that nothing changed, to those who asked. */
function withRun(
  state: State,
  { entry, outcome, isAsked }: Extract<ScheduleMessage, { type: 'run-ended' }>,
): State {
  const { path } = entry;
  if (outcome === 'uploaded') return state;
  if (outcome === 'unchanged') {
    return isAsked ? { ...state, status: { kind: 'run-unchanged', path } } : state;
  }
  const retry = nextAttempt(entry, state.now);
  return { ...state, status: { kind: 'run-failed', path, error: outcome.error, retry } };
}
