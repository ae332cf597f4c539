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
  const sorted = (areFolders: boolean) =>
    keyed
      .filter(({ isFolder }) => isFolder === areFolders)
      .sort((one, other) => (one.value === other.value ? 0 : other.value - one.value))
      .map(({ row }) => row);
  return [...sorted(true), ...sorted(false)];
}

/** The row to highlight for a text that is typed: the first that begins with it, else none. */
export function firstThatBegins(rows: readonly { readonly name?: string }[], text: string): number {
  const wanted = text.toLowerCase();
  return wanted === '' ? -1 : rows.findIndex(({ name }) => name?.toLowerCase().startsWith(wanted));
}
