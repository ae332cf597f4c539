import { createRandom as createNumbers } from '../../../support/random.ts';

/** Gives a number from 0 up to `limit`, exclusive. */
export type Random = (limit: number) => number;

/** Numbers that depend on the seed alone. */
export function createRandom(seed: number): Random {
  const { next } = createNumbers(seed);
  return (limit) => Math.floor(next() * limit);
}

/** One of some things. @throws {RangeError} when there are none */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}
