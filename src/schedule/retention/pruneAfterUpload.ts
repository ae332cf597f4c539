import { timeOfArchiveName } from '../../client/archiveName.ts';
import type { ScheduleEntry } from '../entry.ts';
import { planRetention } from './planRetention.ts';
import { type PrunableArchives, removeArchives } from './removeArchives.ts';
import { archiveSources } from './sources.ts';

/** What retention did after an upload. */
export interface Pruned {
  readonly removed: readonly string[];
  /** Why it did not do all; null when it did. Never a reason to call the upload a failure. */
  readonly error: unknown;
}

/**
 * Removes what the rules of a scheduled path do not keep, after a success. Only archives that the history says were
 * made of this path are touched, or count, and nothing after the one just stored. Never throws.
 *
 * @param archive the one just stored
 * @param zone the time zone whose days count
 */
export async function pruneAfterUpload(
  archives: PrunableArchives,
  { path, keep }: Pick<ScheduleEntry, 'path' | 'keep'>,
  facts: {
    readonly home: string;
    readonly archive: string;
    readonly zone: string;
    readonly signal?: AbortSignal;
  },
): Promise<Pruned> {
  const removed: string[] = [];
  const until = timeOfArchiveName(facts.archive);
  if (keep === undefined || until === null || !archives.canDelete) return { removed, error: null };
  try {
    const own = new Set((await archiveSources(facts.home, path)).keys()).add(facts.archive);
    const names = (await archives.list()).filter((name) => own.has(name));
    const plan = planRetention(names, keep, until, facts.zone);
    await removeArchives(archives, plan.delete, {
      onRemoved: (name) => removed.push(name),
      ...(facts.signal ? { signal: facts.signal } : {}),
    });
    return { removed, error: null };
  } catch (error) {
    return { removed, error };
  }
}
