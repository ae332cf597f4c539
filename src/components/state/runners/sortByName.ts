import { createPauses } from './pauses.ts';

interface Keyed<Row> {
  readonly row: Row;
  readonly isFolder: boolean;
  readonly key: string;
}

/** Sorted at once; longer lists are merged from such runs. */
const runLength = 1000;

/**
 * Sorts folders before files and by name, as people do: case and accents aside, and `file2` before `file10`; with
 * pauses in which keys are heard.
 *
 * @throws the reason of the signal
 */
export async function sortByName<Row extends { readonly name: string }>(
  rows: readonly Row[],
  isFolder: (row: Row) => boolean,
  signal: AbortSignal,
): Promise<Row[]> {
  const pauseInTime = createPauses(signal);
  let runs: Keyed<Row>[][] = [];
  for (let start = 0; start < rows.length; start += runLength) {
    const run = rows.slice(start, start + runLength);
    runs.push(run.map((row) => ({ row, isFolder: isFolder(row), key: nameKey(row.name) })).sort(compare));
    await pauseInTime();
  }
  while (runs.length > 1) {
    const merged: Keyed<Row>[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? [], pauseInTime));
    }
    runs = merged;
  }
  return (runs[0] ?? []).map(({ row }) => row);
}

async function merge<Row extends { readonly name: string }>(
  left: readonly Keyed<Row>[],
  right: readonly Keyed<Row>[],
  pauseInTime: () => Promise<void> | undefined,
): Promise<Keyed<Row>[]> {
  const merged: Keyed<Row>[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (merged.length < left.length + right.length) {
    const [one, other] = [left[fromLeft], right[fromRight]];
    const takesLeft = one !== undefined && (other === undefined || compare(one, other) <= 0);
    const next = takesLeft ? one : other;
    if (next === undefined) break;
    merged.push(next);
    if (takesLeft) fromLeft += 1;
    else fromRight += 1;
    if (merged.length % runLength === 0) await pauseInTime();
  }
  return merged;
}

function compare<Row extends { readonly name: string }>(one: Keyed<Row>, other: Keyed<Row>): number {
  return (
    Number(other.isFolder) - Number(one.isFolder) ||
    compareText(one.key, other.key) ||
    compareText(one.row.name, other.row.name)
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

const longestNumber = 16;
const plainAscii = /^[\x20-\x7e]*$/;

function nameKey(name: string): string {
  const plain = plainAscii.test(name) ? name : name.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(longestNumber, '0'));
}
