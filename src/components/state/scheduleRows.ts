import { dueTime } from '../../schedule/entries.ts';
import type { ScheduleState, State } from './model.ts';

/** The scheduled paths in the order of the screen. */
export function scheduledPaths({ entries }: ScheduleState): string[] {
  return Object.keys(entries).sort();
}

export interface ScheduleRow {
  readonly path: string;
  /** Null where it was never uploaded. */
  readonly lastSuccess: Date | null;
  readonly due: Date;
  readonly isDue: boolean;
}

export function scheduleRows({ schedule, now }: State): ScheduleRow[] {
  return scheduledPaths(schedule).map((path) => {
    const seconds = schedule.entries[path] ?? 0;
    const due = dueTime(seconds);
    return { path, lastSuccess: seconds === 0 ? null : new Date(seconds * 1000), due, isDue: due <= now };
  });
}

/** The row that is due first. */
export function nextDue(state: State): ScheduleRow | undefined {
  return scheduleRows(state).reduce<ScheduleRow | undefined>(
    (first, row) => (first === undefined || row.due < first.due ? row : first),
    undefined,
  );
}
