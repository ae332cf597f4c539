/** Fuzzes one target in a thread of its own, with the program instrumented. */
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { targets } from '../targets.ts';
import { Board } from './board.ts';
import { Coverage } from './coverage.ts';
import { type Crash, Fuzzer, type FuzzFigures } from './fuzzer.ts';
import { counterName, type InstrumentedModule } from './instrumented.ts';

export interface WorkerOrder {
  readonly target: string;
  readonly folder: string;
  readonly seconds: number;
  readonly seed: number;
  readonly kept: readonly Uint8Array[];
  readonly program: ReadonlyMap<string, InstrumentedModule>;
  readonly board: SharedArrayBuffer;
}

export interface WorkerReport {
  readonly figures: FuzzFigures;
  readonly crashes: readonly Crash[];
  /** The inputs worth keeping. */
  readonly cover: readonly Uint8Array[];
}

const order = workerData as WorkerOrder;
const allBlocks = new Uint8Array(
  [...order.program.values()].reduce((sum, { counters }) => sum + counters, 0),
);
const takeBlocks = '__takeBlocks';
let taken = 0;
Reflect.set(globalThis, takeBlocks, (count: number) => {
  taken += count;
  return allBlocks.subarray(taken - count, taken);
});
const compared = new Set<string>();

registerHooks({
  load(url, context, next) {
    const module = order.program.get(url);
    if (module === undefined) return next(url, context);
    for (const text of module.compared) compared.add(text);
    const source = `const ${counterName} = ${takeBlocks}(${module.counters});\n${module.code}`;
    return { format: 'module', source, shortCircuit: true };
  },
});

const create = await targets[order.target]?.();
if (create === undefined) throw new Error(`There is no target ${order.target}.`);
const target = await create(order.folder);
const blocks = allBlocks.subarray(0, taken);
const fuzzer = new Fuzzer(target, new Coverage(blocks), new Board(order.board));
const figures = await fuzzer.run({
  seconds: order.seconds,
  seed: order.seed,
  kept: order.kept.map((input) => Buffer.from(input)),
  compared: [...compared],
});
const report: WorkerReport = { figures, crashes: [...fuzzer.crashes.values()], cover: fuzzer.cover() };
parentPort?.postMessage(report);
