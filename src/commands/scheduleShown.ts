import { nextAttempt, nextDue, stateOf } from '../schedule/due.ts';
import type { Schedule, ScheduleEntry } from '../schedule/entry.ts';
import { nextOccurrences } from '../schedule/rule.ts';
import { ruleDocument } from '../schedule/scheduleForms.ts';
import type { Output } from './output.ts';

/** The schedule as JSON. */
export function describeSchedule(schedule: Schedule, now = new Date()) {
  return { schedule: sorted(schedule).map((entry) => describeEntry(entry, now)) };
}

function describeEntry(entry: ScheduleEntry, now: Date) {
  const { path, rule, mode, label, recipients, include, exclude, paused, skipUnchanged, keep } = entry;
  const due = nextDue(entry, now);
  return {
    path,
    rule: ruleDocument(rule),
    state: stateOf(entry, now),
    last_upload: entry.lastSuccess?.toISOString() ?? null,
    last_attempt: entry.lastAttempt?.toISOString() ?? null,
    // Of a path that was never uploaded the first form of the file does not tell since when it is due.
    next_due: due === null || due.getTime() === 0 ? null : due.toISOString(),
    next_attempt: later(nextAttempt(entry, now), now)?.toISOString() ?? null,
    failures: entry.failures,
    last_error: entry.lastError,
    last_archive: entry.lastArchive,
    mode,
    label: label ?? null,
    recipients,
    include,
    exclude,
    paused,
    skip_unchanged: skipUnchanged,
    keep: keep ?? null,
  };
}

/** The schedule in lines; empty where nothing is scheduled. */
export function scheduleLines(schedule: Schedule, output: Output, now = new Date()): string {
  return sorted(schedule)
    .map((entry) => {
      const { path, rule, lastSuccess, lastError, label, include, exclude, keep } = entry;
      const next = later(nextAttempt(entry, now), now);
      const facts = {
        path,
        rule,
        state: stateOf(entry, now),
        last: lastSuccess,
        next,
        isNow: next?.getTime() === now.getTime(),
        // An expression speaks to few; times do to everyone.
        following: 'cron' in rule && next !== null ? nextOccurrences(rule, next, 3) : [],
        error: lastError?.message ?? null,
        settings: { label, include, exclude, keep },
      };
      return output.schedule.entry(facts, output.units);
    })
    .join('\n');
}

function sorted(schedule: Schedule): ScheduleEntry[] {
  return Object.values(schedule).sort((one, other) => (one.path < other.path ? -1 : 1));
}

function later(moment: Date | null, now: Date): Date | null {
  return moment !== null && moment < now ? now : moment;
}
