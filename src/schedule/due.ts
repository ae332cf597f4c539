import type { Schedule, ScheduleEntry } from './entry.ts';
import { nextOccurrence } from './rule.ts';

const minute = 60_000;
const firstPause = 5 * minute;
const longestPause = 4 * 60 * minute;
/** So many failures in a row are worth an alarm: the fifth comes 75 minutes after the first. */
const alarmingFailures = 5;
const epoch = new Date(0);

/**
 * When an upload should come next, or should have come; null while it is paused. It counts from the start of
 * the last success, so that however many times were missed, one upload makes up for all. A path that was never
 * uploaded is due when it was added, or, where the rule names times, at the first of them after that.
 */
export function nextDue(entry: ScheduleEntry, now: Date): Date | null {
  if (entry.paused) return null;
  const { rule } = entry;
  const last = credibleSuccess(entry, now);
  if (last !== null) return nextOccurrence(rule, last);
  const since = entry.added !== null && entry.added <= now ? entry.added : epoch;
  return 'every' in rule ? since : nextOccurrence(rule, since);
}

/** When it will be tried: when it is due, but after a failure not before a pause that doubles each time. */
export function nextAttempt(entry: ScheduleEntry, now: Date): Date | null {
  const due = nextDue(entry, now);
  const retry = retryTime(entry, now);
  return due === null || retry === null || due > retry ? due : retry;
}

/** True when it should be tried at `now`. */
export function isDue(entry: ScheduleEntry, now: Date): boolean {
  const attempt = nextAttempt(entry, now);
  return attempt !== null && attempt <= now;
}

/** What should be tried at `now`, the longest waiting first. */
export function dueEntries(schedule: Schedule, now: Date): ScheduleEntry[] {
  return byWaiting(
    Object.values(schedule).filter((entry) => isDue(entry, now)),
    now,
  );
}

/** The longest waiting first; what is paused last. */
export function byWaiting(entries: readonly ScheduleEntry[], now: Date): ScheduleEntry[] {
  const dueOf = new Map(entries.map((entry) => [entry, nextDue(entry, now)?.getTime() ?? Infinity]));
  return [...entries].sort(
    (one, other) => (dueOf.get(one) ?? 0) - (dueOf.get(other) ?? 0) || (one.path < other.path ? -1 : 1),
  );
}

/** True when the time after the one it was due at has passed too. Unknown for what was never uploaded nor dated. */
export function isOverdue(entry: ScheduleEntry, now: Date): boolean {
  const due = nextDue(entry, now);
  if (due === null || due.getTime() === 0) return false;
  const following = nextOccurrence(entry.rule, due);
  return following !== null && following < now;
}

/** True when someone should look: it failed again and again, or a whole interval went by without an upload. */
export function isAlarming(entry: ScheduleEntry, now: Date): boolean {
  return !entry.paused && (entry.failures >= alarmingFailures || isOverdue(entry, now));
}

/**
 * True when the last success lies further ahead than the next one could: the clock was wrong then, or is now.
 * Such a success is not counted, or nothing would be uploaded until the clock gets there.
 */
export function isSuccessAhead({ rule, lastSuccess }: ScheduleEntry, now: Date): boolean {
  if (lastSuccess === null || lastSuccess <= now) return false;
  const next = nextOccurrence(rule, now);
  return next === null || lastSuccess > next;
}

/** Where a scheduled path stands, in one word. */
export type EntryState = 'fresh' | 'due' | 'retrying' | 'alarming' | 'paused';

export function stateOf(entry: ScheduleEntry, now: Date): EntryState {
  if (entry.paused) return 'paused';
  if (isAlarming(entry, now)) return 'alarming';
  if (entry.failures > 0) return 'retrying';
  return isDue(entry, now) ? 'due' : 'fresh';
}

function credibleSuccess(entry: ScheduleEntry, now: Date): Date | null {
  return isSuccessAhead(entry, now) ? null : entry.lastSuccess;
}

/** After a failure: 5, 10, 20 … minutes, at most 4 hours, and never later than the next regular time. */
function retryTime({ rule, failures, lastAttempt }: ScheduleEntry, now: Date): Date | null {
  if (failures === 0 || lastAttempt === null || lastAttempt > now) return null;
  const pause = Math.min(firstPause * 2 ** (failures - 1), longestPause);
  const retry = new Date(lastAttempt.getTime() + pause);
  const regular = nextOccurrence(rule, lastAttempt);
  return regular !== null && regular < retry ? regular : retry;
}
