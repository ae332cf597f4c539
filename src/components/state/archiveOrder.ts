import type { Archive } from '../../client/types.ts';

export const sortColumns = ['age', 'name', 'size'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Ascending by age is newest first. What is unknown comes last either way. */
export interface Sort {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

/** The order of the server: newest first. */
export const newestFirst: Sort = { column: 'age', isDescending: false };

/** A list in an order, each name beside it in small letters, for the filter. */
export interface OrderedArchives {
  readonly archives: readonly Archive[];
  readonly lowerNames: readonly string[];
}

const orders = new WeakMap<readonly Archive[], Map<string, OrderedArchives>>();

/** The archives in an order. Worked out once for a list: a hundred thousand take longer than a key may. */
export function inOrder(all: readonly Archive[], sort: Sort): OrderedArchives {
  const known = orders.get(all) ?? new Map<string, OrderedArchives>();
  orders.set(all, known);
  const key = `${sort.column} ${sort.isDescending}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const ordered = order(all, sort);
  known.set(key, ordered);
  return ordered;
}

function order(all: readonly Archive[], { column, isDescending }: Sort): OrderedArchives {
  const names = all.map(({ name }) => name.toLowerCase());
  const values = all.map((archive, index) => sortValue(archive, names[index] ?? '', column));
  const direction = isDescending ? -1 : 1;
  const indexes = all.map((_, index) => index);
  indexes.sort((one, other) => compare(values[one], values[other], direction) || one - other);
  return {
    archives: indexes.flatMap((index) => all[index] ?? []),
    lowerNames: indexes.map((index) => names[index] ?? ''),
  };
}

type Value = string | number | undefined;

function sortValue({ size, uploadedAt }: Archive, lowerName: string, column: SortColumn): Value {
  if (column === 'name') return lowerName;
  if (column === 'size') return size ?? undefined;
  return uploadedAt === null ? undefined : -uploadedAt.getTime();
}

function compare(one: Value, other: Value, direction: 1 | -1): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -direction : direction;
}
