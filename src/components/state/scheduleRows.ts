import { nextDue as nextDueOf } from '../../schedule/due.ts';
import type { ScheduleState, State } from './model.ts';

/** The scheduled paths in the order of the screen. */
export function scheduledPaths({ entries }: ScheduleState): string[] {
  return Object.keys(entries).sort();
}

export interface ScheduleRow {
  readonly path: string;
  /** Null where it was never uploaded. */
  readonly lastSuccess: Date | null;
  /** Null while it is paused. */
  readonly due: Date | null;
  readonly isDue: boolean;
}

export function scheduleRows({ schedule, now }: State): ScheduleRow[] {
  return Object.values(schedule.entries)
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map((entry) => {
      const due = nextDueOf(entry, now);
      return { path: entry.path, lastSuccess: entry.lastSuccess, due, isDue: due !== null && due <= now };
    });
}

/** The row that is due first. */
export function nextDue(state: State): (ScheduleRow & { readonly due: Date }) | undefined {
  return scheduleRows(state)
    .flatMap(({ due, ...row }) => (due === null ? [] : [{ ...row, due }]))
    .reduce<(ScheduleRow & { readonly due: Date }) | undefined>(
      (first, row) => (first === undefined || row.due < first.due ? row : first),
      undefined,
    );
}
