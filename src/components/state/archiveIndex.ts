import type { Archive } from '../../client/types.ts';

type Archives = readonly Archive[];

/** What is worked out once for a list, since a list of a hundred thousand is asked for several times a key. */
function once<Result>(work: (archives: Archives) => Result): (archives: Archives | null) => Result {
  const known = new WeakMap<Archives, Result>();
  return (archives) => {
    const list = archives ?? [];
    const before = known.get(list);
    if (before !== undefined) return before;
    const result = work(list);
    known.set(list, result);
    return result;
  };
}

const byName = once((archives) => new Map(archives.map((archive) => [archive.name, archive])));

/** The archive of a name. */
export function archiveNamed(archives: Archives | null, name: string): Archive | undefined {
  return byName(archives).get(name);
}

const uploadTimes = once((archives) =>
  Float64Array.from(
    archives.flatMap(({ uploadedAt }) => (uploadedAt === null ? [] : [uploadedAt.getTime()])),
  ).sort(),
);

/** How many archives were uploaded at a moment or before it. */
export function countUntil(archives: Archives | null, moment: number): number {
  const times = uploadTimes(archives);
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((times[middle] ?? 0) <= moment) from = middle + 1;
    else to = middle;
  }
  return from;
}
