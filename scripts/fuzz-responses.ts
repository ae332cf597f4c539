/**
 * Sends mutated responses through the parser, each whole and split: `node scripts/fuzz-responses.ts [count]
 * [seed]`. Ends with a summary, or with the first response that breaks what must always hold.
 */
import { fuzzResponses } from '../tests/unit/net/fuzzResponse.ts';

/** The parser holds a head at most; all the rest is the garbage of this script. */
const maximumHeap = 256 * 1024 * 1024;
const memoryInterval = 10_000;

const [count = 1_000_000, seed = Date.now() % 2 ** 32] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: node scripts/fuzz-responses.ts [count] [seed]');
  process.exit(2);
}
console.log(`${count} responses, seed ${seed}`);

const results = new Map<string, number>();
let parsed = 0;
let highest = 0;
for (const { outcome, reason } of fuzzResponses(seed)) {
  const result = reason === '' ? outcome : `${outcome}: ${reason}`;
  results.set(result, (results.get(result) ?? 0) + 1);
  parsed += 1;
  if (parsed % memoryInterval === 0) {
    highest = Math.max(highest, process.memoryUsage().heapUsed);
    if (highest > maximumHeap) throw new Error(`${highest} bytes of heap after ${parsed} responses`);
  }
  if (parsed === count) break;
}

for (const [result, times] of [...results].toSorted(([, one], [, other]) => other - one)) {
  console.log(`${String(times).padStart(9)}  ${result}`);
}
console.log(`highest heap ${Math.round(highest / 1024 / 1024)} MiB, nothing broken`);
