import type { Archive } from '../../client/types.ts';
import { dayMilliseconds } from '../../common/age.ts';
import { archiveNamed, countUntil } from './archiveIndex.ts';
import { inOrder, type OrderedArchives } from './archiveOrder.ts';
import type { ArchivesState, State } from './model.ts';

/** The archives that the filter lets through, in the order chosen. */
export function visibleArchives({ all, filter, sort }: ArchivesState): readonly Archive[] {
  if (all === null) return [];
  const ordered = inOrder(all, sort);
  const wanted = filter?.field.value.toLowerCase() ?? '';
  return wanted === '' ? ordered.archives : filtered(ordered, wanted).archives;
}

/** The last answer: each key asks several times, and each letter typed only narrows it. */
let last: {
  readonly from: OrderedArchives;
  readonly wanted: string;
  readonly found: OrderedArchives;
} | null = null;

function filtered(from: OrderedArchives, wanted: string): OrderedArchives {
  if (last?.from === from && last.wanted === wanted) return last.found;
  const narrows = last?.from === from && wanted.startsWith(last.wanted);
  const { archives, lowerNames } = narrows && last !== null ? last.found : from;
  const found = { archives: [] as Archive[], lowerNames: [] as string[] };
  for (const [index, archive] of archives.entries()) {
    const name = lowerNames[index] ?? '';
    if (!name.includes(wanted)) continue;
    found.archives.push(archive);
    found.lowerNames.push(name);
  }
  last = { from, wanted, found };
  return found;
}

export function highlightedArchive({ archives }: State): Archive | undefined {
  return visibleArchives(archives)[archives.list.cursor];
}

/** The archives that an action is for: the marked ones, else the highlighted one. */
export function chosenArchives(state: State): readonly Archive[] {
  const { all, marked } = state.archives;
  if (marked.size > 0) return [...marked].flatMap((name) => archiveNamed(all, name) ?? []);
  return [highlightedArchive(state) ?? []].flat();
}

const markedSums = new WeakMap<ReadonlySet<string>, number>();

/** Bytes of the marked archives, as far as known; summed up once for a set of marks. */
export function markedBytes({ all, marked }: ArchivesState): number {
  const before = markedSums.get(marked);
  if (before !== undefined) return before;
  let sum = 0;
  for (const name of marked) sum += archiveNamed(all, name)?.size ?? 0;
  markedSums.set(marked, sum);
  return sum;
}

/** Changes the list; the highlight stays on its archive, or else goes to the row given. */
export function keepHighlight(state: State, archives: ArchivesState, otherwise = 0): State {
  const highlighted = highlightedArchive(state)?.name;
  const row = visibleArchives(archives).findIndex(({ name }) => name === highlighted);
  const list = { ...archives.list, cursor: row === -1 ? otherwise : row };
  return { ...state, archives: { ...archives, list } };
}

/** How many archives are 24 hours old or older. */
export function staleCount({ archives, now }: State): number {
  return countUntil(archives.all, now.getTime() - dayMilliseconds);
}
