import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Operation = 'login' | 'list' | 'show' | 'verify' | 'download' | 'legacy' | 'upload' | 'delete';

/** Something to do with a server. */
export interface Task {
  readonly operation: Operation;
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly archive: string;
  /** Where to restore to. */
  readonly folder: string;
  /** What to upload. */
  readonly source: string;
}

/** What came of it: the code and the sentence of an error, or `done` with a result. */
export interface Outcome {
  readonly code: string;
  readonly result: unknown;
  readonly sentence: string;
  readonly next: string;
  readonly seconds: number;
  /** Of the process so far, in MiB. */
  readonly peakMiB: number;
}

export interface ClientProcess {
  run(task: Task): Promise<Outcome>;
  close(): Promise<void>;
}

/** Starts the client with a heap of so many MiB. */
export function startClientProcess(heapMiB: number): ClientProcess {
  const program = fileURLToPath(new URL('clientProcess.ts', import.meta.url));
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMiB}`, program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run(task) {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`The client ended: ${child.exitCode ?? child.signalCode}`);
      return JSON.parse(value) as Outcome;
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'close');
    },
  };
}
