import type { Archive } from '../../client/types.ts';
import { isStale } from '../../common/age.ts';
import type { ArchivesState, State } from './model.ts';

/** The archives that the filter lets through, in the order of the server's list. */
export function visibleArchives({ all, filter }: ArchivesState): readonly Archive[] {
  const wanted = filter?.field.value.toLowerCase() ?? '';
  if (all === null || wanted === '') return all ?? [];
  return all.filter(({ name }) => name.toLowerCase().includes(wanted));
}

export function highlightedArchive({ archives }: State): Archive | undefined {
  return visibleArchives(archives)[archives.list.cursor];
}

/** How many archives are older than 24 hours. */
export function staleCount({ archives, now }: State): number {
  return (archives.all ?? []).filter(({ uploadedAt }) => isStale(uploadedAt, now)).length;
}
