import type { UserError } from '../../common/errors.ts';
import { loadConfig } from '../../config/config.ts';
import { isAlarming } from '../due.ts';
import type { RunRecord } from '../history.ts';
import { loadSchedule } from '../scheduleFile.ts';
import type { ScheduleEvent } from '../scheduler.ts';
import { loadStatus } from '../status/loadStatus.ts';
import { writeMetricsFile } from '../status/metricsFile.ts';
import { type Delivery, deliver } from './deliver.ts';
import { type HookEvent, hookDocument, type ReportedError } from './hookDocument.ts';
import { logHook } from './hookLog.ts';
import type { HookResult } from './hookResult.ts';

/** A program that was told to end does not wait longer for its last words. */
const lastWordsMilliseconds = 5000;
/** Long uploads take hours; a lock that is held for longer is held by something that hangs. */
const suspectLockMilliseconds = 12 * 60 * 60 * 1000;

/**
 * Whoever runs the schedule tells this of it, and it tells the hooks of `config.json` and writes the metrics. All
 * calls return at once; events are delivered one after the other.
 */
export interface RunObserver {
  onEvent(event: ScheduleEvent): void;
  /** A look at the schedule has ended; one at which nothing was due tells nobody anything. */
  onLooked(): void;
  /** Another runner is at work; told only when it has been for so long that it must hang. */
  onLocked(error: UserError<'locked'>): void;
  /** The run broke off: a bug, a broken file, or an end from outside. */
  onCrash(error: unknown): void;
  /** True between the first upload of a look and its end. */
  readonly isRunning: boolean;
  /** Ends when everybody was told. Never throws. */
  settled(): Promise<void>;
}

export interface ObserverOptions {
  readonly home: string;
  readonly describe: (error: unknown) => ReportedError;
  /** A hook was called, or the metrics could not be written; a failure is a warning and no more. */
  readonly onHook: (event: HookEvent, result: HookResult) => void;
  readonly now?: () => Date;
}

export function createRunObserver(options: ObserverOptions): RunObserver {
  const { home, onHook, now = () => new Date() } = options;
  const describe = (error: unknown): ReportedError => {
    const { code, message } = options.describe(error);
    return { code, message };
  };
  let queue = Promise.resolve();
  let toldOwner = '';
  /** What ended in this look; null between looks. */
  let runs: RunRecord[] | null = null;

  function enqueue(event: HookEvent, work: () => Promise<HookResult[]>): void {
    const at = now();
    queue = queue.then(async () => {
      const results = await work().catch((error: unknown) => [
        { target: 'config.json', ok: false, outcome: describe(error).message, output: '' },
      ]);
      for (const result of results) {
        await logHook(home, at, event, result);
        onHook(event, result);
      }
    });
  }

  function tell(
    event: HookEvent,
    told: readonly RunRecord[],
    { error, limitMs }: { readonly error?: ReportedError | undefined; readonly limitMs?: number } = {},
  ): void {
    const document = hookDocument({ event, at: now(), home, runs: told, error });
    const delivery: Delivery = { event, document, problem: problemOf(told, error), limitMs };
    // Read each time, so that a program that runs for months follows the file.
    enqueue(event, async () => deliver((await loadConfig(home)).hooks ?? {}, delivery));
  }

  async function writeMetrics(path: string): Promise<HookResult[]> {
    try {
      await writeMetricsFile(path, await loadStatus(home, now()));
      return [];
    } catch (error) {
      return [{ target: path, ok: false, outcome: describe(error).message, output: '' }];
    }
  }

  async function isAllWell(): Promise<boolean> {
    const entries = Object.values(await loadSchedule(home));
    return entries.every(({ paused, failures }) => paused || failures === 0);
  }

  return {
    get isRunning() {
      return runs !== null;
    },
    onEvent(event) {
      if (event.outcome === 'healed') return;
      if (runs === null) {
        runs = [];
        tell('started', []);
      }
      if (event.outcome === 'started') return;
      runs.push(event.record);
      if (event.outcome === 'failed' && isAlarming(event.entry, now())) {
        tell('failed', [event.record], { error: event.record.error });
      }
    },
    onLooked() {
      if (runs === null) return;
      const ended = runs;
      runs = null;
      const document = hookDocument({ event: 'succeeded', at: now(), home, runs: ended });
      enqueue('succeeded', async () => {
        const { hooks = {}, metrics_file } = await loadConfig(home);
        const written = metrics_file === undefined ? [] : await writeMetrics(metrics_file);
        const isWell = ended.length > 0 && (await isAllWell());
        const told = isWell ? await deliver(hooks, { event: 'succeeded', document, problem: '' }) : [];
        return [...written, ...told];
      });
    },
    onLocked(error) {
      const { pid, since } = error.facts;
      const owner = `${pid} ${since.toISOString()}`;
      if (owner === toldOwner || now().getTime() - since.getTime() < suspectLockMilliseconds) return;
      toldOwner = owner;
      tell('locked', [], { error: describe(error) });
    },
    onCrash(error) {
      const ended = runs ?? [];
      runs = null;
      tell('crashed', ended, { error: describe(error), limitMs: lastWordsMilliseconds });
    },
    settled: () => queue,
  };
}

/** In one line; the path first, because it is what one looks for. */
function problemOf(runs: readonly RunRecord[], error: ReportedError | undefined): string {
  if (error === undefined) return '';
  const last = runs.at(-1);
  return `${last?.result === 'failed' ? `${last.path}: ` : ''}${error.message} (${error.code})`;
}
