/** What files are sorted by: names from A, the largest first, the latest first. Folders always come before files. */
export type FileOrder = 'name' | 'size' | 'date';

const orders: readonly FileOrder[] = ['name', 'size', 'date'];

export function nextOrder(order: FileOrder): FileOrder {
  return orders[(orders.indexOf(order) + 1) % orders.length] ?? 'name';
}

/** What a row is filtered and sorted by; null where it is not known. */
export interface FileFacts {
  readonly isFolder: boolean;
  readonly bytes: number | null;
  readonly time: number | null;
}

/**
 * The rows that contain the text, sorted.
 *
 * @param rows folders first, by name
 */
export function arrange<Row extends { readonly name: string }>(
  rows: readonly Row[],
  text: string,
  order: FileOrder,
  factsOf: (row: Row) => FileFacts,
): readonly Row[] {
  const wanted = text.toLowerCase();
  const shown = wanted === '' ? rows : rows.filter(({ name }) => name.toLowerCase().includes(wanted));
  if (order === 'name') return shown;
  const keyed = shown.map((row) => {
    const { isFolder, bytes, time } = factsOf(row);
    return { row, isFolder, value: (order === 'size' ? bytes : time) ?? -Infinity };
  });
  return keyed
    .sort((one, other) => Number(other.isFolder) - Number(one.isFolder) || compare(other.value, one.value))
    .map(({ row }) => row);
}

/** The row to highlight for a text that is typed: the first that begins with it, else none. */
export function firstThatBegins(rows: readonly { readonly name?: string }[], text: string): number {
  const wanted = text.toLowerCase();
  return wanted === '' ? -1 : rows.findIndex(({ name }) => name?.toLowerCase().startsWith(wanted));
}

/**
 * Sorts by name, in place, as people do: case and accents aside, and `file2` before `file10`. The keys make it fast
 * enough for a hundred thousand names in one go.
 */
export function sortByName<Row extends { readonly name: string }>(
  rows: Row[],
  isFolder: (row: Row) => boolean,
): Row[] {
  const keyed = rows.map((row) => ({ row, isFolder: isFolder(row), key: nameKey(row.name) }));
  keyed.sort(
    (one, other) =>
      Number(other.isFolder) - Number(one.isFolder) ||
      compare(one.key, other.key) ||
      compare(one.row.name, other.row.name),
  );
  keyed.forEach(({ row }, index) => {
    rows[index] = row;
  });
  return rows;
}

const longestNumber = 16;

function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(longestNumber, '0'));
}

function compare<Value extends string | number>(one: Value, other: Value): number {
  return one < other ? -1 : Number(one > other);
}
