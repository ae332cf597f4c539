import type { Schedule } from '../entry.ts';
import { readHistory } from '../history.ts';
import type { KeepRules } from './keepRules.ts';
import { planRetention, type RetentionPlan } from './planRetention.ts';

/**
 * Which scheduled path each archive was made of, as far as the history of a home tells. Names alone do not tell:
 * two paths, or two machines of one account, may use one label.
 */
export async function archiveSources(home: string, path?: string): Promise<Map<string, string>> {
  const runs = await readHistory(home, path === undefined ? {} : { path });
  return new Map(runs.flatMap((run) => (run.archive === undefined ? [] : [[run.archive, run.path]])));
}

/** Decides for the archives of each known source apart, so that none pushes those of another out. */
export function planBySource(
  names: readonly string[],
  sources: ReadonlyMap<string, string>,
  rules: KeepRules,
  until: Date,
  zone: string,
): RetentionPlan {
  const groups = Map.groupBy(names, (name) => sources.get(name));
  return together([...groups.values()].map((group) => planRetention(group, rules, until, zone)));
}

/** Decides for what is scheduled with rules of its own; archives of nothing scheduled are in neither list. */
export function planBySchedule(
  names: readonly string[],
  sources: ReadonlyMap<string, string>,
  schedule: Schedule,
  until: Date,
  zone: string,
): RetentionPlan {
  const plans = Object.values(schedule).flatMap(({ path, keep }) => {
    if (keep === undefined) return [];
    const own = names.filter((name) => sources.get(name) === path);
    return [planRetention(own, keep, until, zone)];
  });
  return together(plans);
}

function together(plans: readonly RetentionPlan[]): RetentionPlan {
  return { keep: plans.flatMap(({ keep }) => keep), delete: plans.flatMap((plan) => plan.delete) };
}
