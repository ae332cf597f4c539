import { Worker } from 'node:worker_threads';
import { Board } from './board.ts';
import type { Crash } from './fuzzer.ts';
import type { WorkerOrder, WorkerReport } from './worker.ts';

/** An input that takes longer has made the code hang; other work on the machine may slow it down a lot. */
const hangSeconds = 30;

/** How a worker ended: with a report, or in the middle of an input. */
export type WorkerEnd = WorkerReport | { readonly lost: Crash; readonly executions: number };

/** Fuzzes a target in a worker, and watches it. A worker that hangs is ended, and its input told. */
export function runInWorker(order: Omit<WorkerOrder, 'board'>, signal: AbortSignal): Promise<WorkerEnd> {
  const board = new Board();
  const workerData: WorkerOrder = { ...order, board: board.memory };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  const stop = () => board.stop();
  signal.addEventListener('abort', stop);
  let watch: NodeJS.Timeout | undefined;
  return new Promise<WorkerEnd>((resolve) => {
    const lost = (problem: string) => {
      resolve({ lost: { problem, input: board.input }, executions: board.progress });
    };
    let seen = { progress: -1, since: Date.now() };
    watch = setInterval(() => {
      const { progress } = board;
      if (progress !== seen.progress) seen = { progress, since: Date.now() };
      else if (progress > 0 && Date.now() - seen.since > hangSeconds * 1000)
        lost(`hangs for ${hangSeconds} s`);
    }, 1000);
    worker.once('message', (report: WorkerReport) => resolve(report));
    worker.once('error', (error: Error) => lost(error.stack ?? error.message));
    worker.once('exit', () => lost('waits for what never comes'));
  }).finally(async () => {
    clearInterval(watch);
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  });
}
