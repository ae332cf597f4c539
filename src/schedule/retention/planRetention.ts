import { labelOfArchiveName, timeOfArchiveName } from '../../client/archiveName.ts';
import { calendarOf } from './calendar.ts';
import type { KeepRules } from './keepRules.ts';

/** Why an archive is kept. */
export type KeepReason =
  | 'newest'
  | 'last'
  | 'daily'
  | 'weekly'
  | 'monthly'
  /** Later than the moment up to which it is decided. */
  | 'later'
  /** Its name tells no time, so nobody knows what it is. */
  | 'no-time';

export interface RetentionPlan {
  readonly keep: readonly { readonly name: string; readonly reasons: readonly KeepReason[] }[];
  /** The oldest first. */
  readonly delete: readonly string[];
}

interface Dated {
  readonly name: string;
  readonly time: Date;
}

/**
 * Decides which archives go. Every label is decided on its own, by the times in the names, which do not change when
 * a server is moved. The newest up to `until` is always kept, whatever the rules say, and so are those after it,
 * which count for nothing: a clock that was wrong once must not push the others out.
 *
 * @param names names of archives, in any order
 * @param until now, or the last success where that is known
 * @param zone the time zone whose days count, such as `Europe/Paris`
 */
export function planRetention(
  names: readonly string[],
  rules: KeepRules,
  until: Date,
  zone: string,
): RetentionPlan {
  const keep = new Map<string, KeepReason[]>();
  const remove: Dated[] = [];
  for (const group of groupByLabel(names, keep).values()) {
    const newestFirst = group.sort(newerFirst);
    const later = newestFirst.filter(({ time }) => time > until);
    const decided = newestFirst.filter(({ time }) => time <= until);
    for (const { name } of later) keep.set(name, ['later']);
    const reasons = reasonsToKeep(decided, rules, zone);
    for (const archive of decided) {
      const why = reasons.get(archive.name);
      if (why) keep.set(archive.name, why);
      else remove.push(archive);
    }
  }
  return {
    keep: names.flatMap((name) => {
      const reasons = keep.get(name);
      return reasons ? [{ name, reasons }] : [];
    }),
    delete: remove
      .sort(newerFirst)
      .reverse()
      .map(({ name }) => name),
  };
}

function groupByLabel(names: readonly string[], keep: Map<string, KeepReason[]>): Map<string, Dated[]> {
  const groups = new Map<string, Dated[]>();
  for (const name of new Set(names)) {
    const time = timeOfArchiveName(name);
    const label = labelOfArchiveName(name);
    if (time === null || label === null) {
      keep.set(name, ['no-time']);
      continue;
    }
    const group = groups.get(label);
    if (group) group.push({ name, time });
    else groups.set(label, [{ name, time }]);
  }
  return groups;
}

function reasonsToKeep(
  newestFirst: readonly Dated[],
  rules: KeepRules,
  zone: string,
): Map<string, KeepReason[]> {
  const calendar = calendarOf(zone);
  const kept = new Map<string, KeepReason[]>();
  const add = (name: string, reason: KeepReason) => kept.set(name, [...(kept.get(name) ?? []), reason]);

  for (const { name } of newestFirst.slice(0, 1)) add(name, 'newest');
  for (const { name } of newestFirst.slice(0, rules.last ?? 0)) add(name, 'last');
  keepNewestOfEach('daily', calendar.day);
  keepNewestOfEach('weekly', calendar.week);
  keepNewestOfEach('monthly', calendar.month);
  return kept;

  function keepNewestOfEach(rule: 'daily' | 'weekly' | 'monthly', bucketOf: (moment: Date) => string): void {
    const seen = new Set<string>();
    for (const { name, time } of newestFirst) {
      if (seen.size >= (rules[rule] ?? 0)) return;
      const bucket = bucketOf(time);
      if (seen.has(bucket)) continue;
      seen.add(bucket);
      add(name, rule);
    }
  }
}

/** Within one second, `-10` is newer than `-2`, and that than none. */
function newerFirst(one: Dated, other: Dated): number {
  return (
    other.time.getTime() - one.time.getTime() ||
    other.name.length - one.name.length ||
    (one.name < other.name ? 1 : -1)
  );
}
