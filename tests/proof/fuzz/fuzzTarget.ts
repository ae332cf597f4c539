import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readCorpus, writeCorpus } from './engine/corpus.ts';
import type { Crash, FuzzFigures } from './engine/fuzzer.ts';
import type { InstrumentedModule } from './engine/instrumented.ts';
import { runInWorker } from './engine/runInWorker.ts';

export interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  /** An empty one. */
  readonly folder: string;
  readonly program: ReadonlyMap<string, InstrumentedModule>;
  /** Whether to write what was found worth keeping to `corpus/`. */
  readonly keepsCorpus: boolean;
  readonly signal: AbortSignal;
}

export interface FuzzResult {
  readonly figures: FuzzFigures;
  readonly crashes: readonly Crash[];
}

/** A target that makes its worker hang or die each time is not begun again for ever. */
const mostRestarts = 3;

/** Fuzzes one target for some seconds; after a hang it goes on with another seed. */
export async function fuzzTarget(name: string, options: FuzzOptions): Promise<FuzzResult> {
  const { seconds, seed, program, signal } = options;
  const kept = await readCorpus(name);
  const startedAt = performance.now();
  const crashes: Crash[] = [];
  let lostExecutions = 0;
  for (let turn = 0; ; turn += 1) {
    const folder = join(options.folder, `${name}-${turn}`);
    await mkdir(folder);
    const left = Math.max(1, seconds - (performance.now() - startedAt) / 1000);
    const order = { target: name, folder, seconds: left, seed: seed + turn, kept, program };
    const end = await runInWorker(order, signal);
    if ('lost' in end) {
      crashes.push(end.lost);
      lostExecutions += end.executions;
      if (turn < mostRestarts && !signal.aborted) continue;
      return { figures: { ...nothing, executions: lostExecutions }, crashes };
    }
    if (options.keepsCorpus)
      await writeCorpus(
        name,
        end.cover.map((input) => Buffer.from(input)),
      );
    const figures = { ...end.figures, executions: end.figures.executions + lostExecutions };
    return { figures, crashes: [...crashes, ...end.crashes] };
  }
}

const nothing: FuzzFigures = {
  executions: 0,
  seconds: 0,
  blocksAtStart: 0,
  blocksAtEnd: 0,
  corpus: 0,
  slowestMilliseconds: 0,
  highestMebibytes: 0,
};
