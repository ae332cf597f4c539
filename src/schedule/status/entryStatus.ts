import { isAlarming, isDue, nextDue } from '../due.ts';
import type { Schedule, ScheduleEntry } from '../entry.ts';
import type { RunRecord } from '../history.ts';

/** Where a scheduled path stands, for whoever watches it. */
export type StatusState =
  | 'fresh'
  /** It is its time, or has not been for long. */
  | 'due'
  /** The last attempt failed; it will be tried again, and what is on the server is not too old yet. */
  | 'retrying'
  /** It should have been uploaded, and nobody did. */
  | 'stale'
  /** It should have been uploaded, and that failed; or it failed again and again. */
  | 'failed'
  | 'paused';

export interface EntryStatus {
  readonly entry: ScheduleEntry;
  readonly state: StatusState;
  /** Null while it is paused, or since when is not known. */
  readonly due: Date | null;
  /** The last run that uploaded it, as far as the history goes back. */
  readonly lastUpload: RunRecord | null;
}

/** After it was due, so long may pass before somebody is told; a timer needs a quarter of it. */
export const usualGraceSeconds = 60 * 60;

/**
 * The state of all that is scheduled, by path.
 *
 * @param history the newest first
 * @param isRunning somebody uploads right now, so that what waits its turn is not late
 */
export function scheduleStatus(
  schedule: Schedule,
  history: readonly RunRecord[],
  {
    now,
    graceSeconds = usualGraceSeconds,
    isRunning,
  }: { readonly now: Date; readonly graceSeconds?: number | undefined; readonly isRunning: boolean },
): EntryStatus[] {
  const uploads = new Map<string, RunRecord>();
  for (const run of history)
    if (run.result === 'uploaded' && !uploads.has(run.path)) uploads.set(run.path, run);
  return Object.values(schedule)
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map((entry) => {
      const due = nextDue(entry, now);
      const isOutOfGrace = due !== null && now.getTime() - due.getTime() > graceSeconds * 1000;
      const isLate = isAlarming(entry, now) || (isOutOfGrace && !isRunning);
      return {
        entry,
        state: stateOf(entry, isLate, now),
        due: due?.getTime() === 0 ? null : due,
        lastUpload: uploads.get(entry.path) ?? null,
      };
    });
}

function stateOf(entry: ScheduleEntry, isLate: boolean, now: Date): StatusState {
  if (entry.paused) return 'paused';
  if (isLate) return entry.failures > 0 ? 'failed' : 'stale';
  if (entry.failures > 0) return 'retrying';
  return isDue(entry, now) ? 'due' : 'fresh';
}
