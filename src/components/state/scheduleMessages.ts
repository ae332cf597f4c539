import { nextAttempt } from '../../schedule/due.ts';
import type { Rule, Schedule, ScheduleEntry } from '../../schedule/entry.ts';
import type { RunRecord } from '../../schedule/history.ts';
import type { State } from './model.ts';
import { reduceHistory, shownPath } from './runHistory.ts';
import type { EntryDialog } from './scheduleForm.ts';
import { highlightedEntry, scheduledEntries } from './scheduleRows.ts';
import { type Step, step } from './step.ts';

/** How an entry was changed. */
export type EntryChange =
  | { readonly kind: 'edited'; readonly rule: Rule }
  | { readonly kind: 'paused' | 'resumed' };

/** What effects report of the schedule. */
export type ScheduleMessage =
  | { readonly type: 'schedule-loaded'; readonly schedule: Schedule }
  | { readonly type: 'added-to-schedule'; readonly schedule: Schedule; readonly paths: readonly string[] }
  /** What the form set was not saved. */
  | { readonly type: 'entry-refused'; readonly paths: readonly string[]; readonly error: unknown }
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
      return step({
        ...withSchedule(state, message, { kind: 'added-to-schedule', count: message.paths.length }),
        dialog: withoutForm(state, message.paths),
      });
    case 'entry-refused':
      return step(withRefusal(state, message));
    case 'removed-from-schedule':
      return step(withSchedule(state, message, { kind: 'removed-from-schedule', path: message.path }));
    case 'schedule-edited': {
      const { path, change } = message;
      const next = withSchedule(state, message, { kind: 'schedule-edited', path, change });
      return step(change.kind === 'edited' ? { ...next, dialog: withoutForm(state, [path]) } : next);
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

/** The dialog, unless it is the form of just these paths: that has done its work. */
function withoutForm({ dialog }: State, paths: readonly string[]): State['dialog'] {
  return dialog?.kind === 'entry' && isOf(dialog, paths) ? null : dialog;
}

/** Told in the form, where what was typed waits to be mended; where that was left meanwhile, as any failure. */
function withRefusal(
  state: State,
  { paths, error }: Extract<ScheduleMessage, { type: 'entry-refused' }>,
): State {
  const { dialog } = state;
  if (dialog?.kind === 'entry' && isOf(dialog, paths)) return { ...state, dialog: { ...dialog, error } };
  return { ...state, status: { kind: 'error', error } };
}

function isOf(form: EntryDialog, paths: readonly string[]): boolean {
  return form.paths.length === paths.length && form.paths.every((path, index) => path === paths[index]);
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
