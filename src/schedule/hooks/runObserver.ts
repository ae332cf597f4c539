import type { Hooks } from '../../config/hooks.ts';
import type { RunRecord } from '../history.ts';
import { deliver } from './deliver.ts';
import { type HookEvent, hookDocument, type ReportedError } from './hookDocument.ts';
import { logHook } from './hookLog.ts';
import type { HookResult } from './hookResult.ts';

/** A program that was told to end does not wait longer for its last words. */
const lastWordsMilliseconds = 5000;

/** What whoever runs the schedule tells of it. All calls return at once; hooks are called one event after the other. */
export interface RunObserver {
  /** Something is due, and a run begins. */
  started(): void;
  /**
   * What became of one path.
   *
   * @param isAlarming true when it failed, and trying again has not helped
   */
  recorded(record: RunRecord, isAlarming: boolean): void;
  /** The run came to its end. @param isAllWell nothing that is scheduled is in a state of failure */
  ended(isAllWell: boolean): void;
  /** The run could not begin, because another one holds the lock. */
  locked(error: ReportedError): void;
  /** The run broke off. */
  crashed(error: ReportedError): void;
  /** Ends when all hooks have been called. Never throws. */
  settled(): Promise<void>;
}

export interface ObserverOptions {
  readonly home: string;
  readonly hooks: Hooks;
  /** Told of every hook that was called; a failed one is a warning. */
  readonly onHook: (event: HookEvent, result: HookResult) => void;
  readonly now?: () => Date;
}

export function createRunObserver({
  home,
  hooks,
  onHook,
  now = () => new Date(),
}: ObserverOptions): RunObserver {
  let queue = Promise.resolve();
  let runs: RunRecord[] = [];

  function tell(
    event: HookEvent,
    told: readonly RunRecord[],
    { error, limitMs }: { readonly error?: ReportedError | undefined; readonly limitMs?: number } = {},
  ): void {
    const at = now();
    const document = hookDocument({ event, at, home, runs: told, error });
    const delivery = { event, document, problem: problemOf(told, error), limitMs };
    queue = queue.then(async () => {
      for (const result of await deliver(hooks, delivery)) {
        await logHook(home, at, event, result);
        onHook(event, result);
      }
    });
  }

  return {
    started() {
      runs = [];
      tell('started', []);
    },
    recorded(record, isAlarming) {
      runs.push(record);
      if (isAlarming) tell('failed', [record], { error: record.error });
    },
    ended(isAllWell) {
      if (isAllWell) tell('succeeded', runs);
    },
    locked: (error) => tell('locked', [], { error }),
    crashed: (error) => tell('crashed', runs, { error, limitMs: lastWordsMilliseconds }),
    settled: () => queue,
  };
}

/** In one line; the path first, because it is what one looks for. */
function problemOf(runs: readonly RunRecord[], error: ReportedError | undefined): string {
  if (error === undefined) return '';
  const path = runs.at(-1)?.result === 'failed' ? `${runs.at(-1)?.path}: ` : '';
  return `${path}${error.message} (${error.code})`;
}
