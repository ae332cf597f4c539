import { isAlarming, nextAttempt, nextDue as nextDueOf, stateOf } from '../../schedule/due.ts';
import type { Schedule, ScheduleEntry } from '../../schedule/entry.ts';
import type { RowState } from '../../text/scheduleScreenText.ts';
import type { ScheduleState, State } from './model.ts';
import { rememberLast } from './rememberLast.ts';

/** What is scheduled, in the order of the screen. */
export function scheduledEntries({ entries }: ScheduleState): readonly ScheduleEntry[] {
  return sorted(entries);
}

const sorted = rememberLast((entries: Schedule) =>
  Object.values(entries).sort((one, other) => (one.path < other.path ? -1 : 1)),
);

export function highlightedEntry({ schedule }: State): ScheduleEntry | undefined {
  return scheduledEntries(schedule)[schedule.list.cursor];
}

/** True while the upload of a scheduled path is the one that runs. */
export function isBeingUploaded({ transfers }: State, path: string): boolean {
  const request = transfers.running?.request;
  return request?.kind === 'upload' && request.ticket !== null && request.paths[0] === path;
}

export function rowState(state: State, entry: ScheduleEntry): RowState {
  return isBeingUploaded(state, entry.path) ? 'running' : stateOf(entry, state.now);
}

/** When an entry is tried next; null while it is paused. Not before `now`. */
export function nextTime(entry: ScheduleEntry, now: Date): Date | null {
  const attempt = nextAttempt(entry, now);
  return attempt !== null && attempt < now ? now : attempt;
}

/** How many entries someone should look at. */
export function alarmCount({ schedule, now }: State): number {
  return scheduledEntries(schedule).filter((entry) => isAlarming(entry, now)).length;
}

/** When the first upload is due, and whether that is now. */
export function nextDue({
  schedule,
  now,
}: State): { readonly due: Date; readonly isDue: boolean } | undefined {
  const times = scheduledEntries(schedule).flatMap((entry) => nextDueOf(entry, now) ?? []);
  const [first] = times.sort((one, other) => one.getTime() - other.getTime());
  return first === undefined ? undefined : { due: first, isDue: first <= now };
}
