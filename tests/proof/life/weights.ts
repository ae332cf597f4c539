import type { Random } from '../../support/random.ts';

/** One of several, each as often as its weight says. */
export function pickWeighted<Item>(random: Random, items: readonly (readonly [number, Item])[]): Item {
  let at = random.next() * items.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, item] of items) {
    at -= weight;
    if (at < 0) return item;
  }
  return items[0]?.[1] as Item;
}
