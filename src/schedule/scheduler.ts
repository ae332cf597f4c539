import { Cron } from 'croner';
import { UserError } from '../common/errors.ts';
import type { LockOwner } from '../common/fileLock.ts';
import { lockedBy } from '../common/waitForLock.ts';
import { byWaiting, isDue } from './due.ts';
import { scheduledEntry } from './entries.ts';
import type { Schedule, ScheduleEntry } from './entry.ts';
import { lockRuns, runningOwner } from './runLock.ts';
import { type NotedRun, type RunOptions, runEntry, type ScheduledOutcome } from './scheduledRun.ts';
import { loadSchedule } from './scheduleFile.ts';

/** What happens in a run, for the status line, the output of `schedule run` and hooks. */
export type ScheduleEvent =
  /** The lock of an earlier run that died was taken over. */
  | { readonly outcome: 'healed'; readonly owner: LockOwner }
  | { readonly outcome: 'started'; readonly entry: ScheduleEntry }
  | (ScheduledOutcome & Pick<NotedRun, 'entry' | 'record' | 'pruneError'>);

export interface ScheduleRunOptions extends Omit<RunOptions, 'now'> {
  readonly onEvent: (event: ScheduleEvent) => void;
  readonly now?: () => Date;
  /** Only these paths; else all. */
  readonly paths?: readonly string[] | undefined;
  /** Also what is not due; where `paths` are given, also what is paused. */
  readonly isForced?: boolean;
  /** What is left for another time, though it is due. */
  readonly isPostponed?: (path: string) => boolean;
}

/**
 * Uploads what is due, one path after the other, the longest waiting first, and notes what became of each. A
 * path that fails does not stop the others, and is tried again after a pause.
 *
 * @throws {UserError} `locked` when something is due and another runner is at work; `not-scheduled`,
 *   `file-set-aside`, `disk-full`, `write-refused`
 */
export async function checkAndUploadScheduledFiles(options: ScheduleRunOptions): Promise<void> {
  const { home, runner, onEvent, now = () => new Date() } = options;
  // Looked at twice, so that a minute in which nothing is due touches nothing.
  if (wanted(await loadSchedule(home), options, now()).length === 0) return;
  const lock = await lockRuns(home, runner);
  try {
    if (lock.healed !== null) onEvent({ outcome: 'healed', owner: lock.healed });
    let remarks = lock.healed === null ? undefined : (['lock-healed'] as const);
    const signal = AbortSignal.any([options.signal, lock.lost]);
    for (const { path } of wanted(await loadSchedule(home), options, now())) {
      // Meanwhile it may have been changed, paused or removed.
      const entry = (await loadSchedule(home))[path];
      if (signal.aborted) break;
      if (entry === undefined || !isWanted(entry, options, now())) continue;
      onEvent({ outcome: 'started', entry });
      const noted = await runEntry(entry, remarks, { ...options, now, signal });
      if (noted === null) continue;
      remarks = undefined;
      const { outcome, ...facts } = noted;
      onEvent({ ...outcome, ...facts });
    }
    const taker = lock.lost.aborted ? await runningOwner(home) : null;
    if (taker !== null) throw lockedBy(taker);
  } finally {
    await lock.release();
  }
}

type Choice = Pick<ScheduleRunOptions, 'paths' | 'isForced' | 'isPostponed'>;

function wanted(schedule: Schedule, choice: Choice, now: Date): ScheduleEntry[] {
  const asked = choice.paths?.map((path) => scheduledEntry(schedule, path)) ?? Object.values(schedule);
  return byWaiting(
    asked.filter((entry) => isWanted(entry, choice, now)),
    now,
  );
}

function isWanted(entry: ScheduleEntry, { paths, isForced, isPostponed }: Choice, now: Date): boolean {
  if (isPostponed?.(entry.path)) return false;
  return isForced ? paths !== undefined || !entry.paused : isDue(entry, now);
}

export interface Scheduler {
  /** Ends the ticking and cancels a running upload. */
  stop(): void;
  /** Settles when what ran has ended. */
  readonly ended: Promise<void>;
}

export interface SchedulerOptions extends Omit<ScheduleRunOptions, 'signal'> {
  /** Another runner is at work; called at each look that finds one. */
  readonly onLocked: (error: UserError<'locked'>) => void;
  /** A look has ended, whatever came of it. */
  readonly onLooked?: () => void;
  /** An error of a look itself, such as a broken schedule file. */
  readonly onCrash: (error: unknown) => void;
}

/**
 * Looks at once and then each minute, while the screens are open or `schedule run --watch` runs. A look that
 * takes longer than a minute is not begun a second time beside itself.
 */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const abort = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      await checkAndUploadScheduledFiles({ ...options, signal: abort.signal });
    } catch (error) {
      if (error instanceof UserError && error.code === 'locked')
        options.onLocked(error as UserError<'locked'>);
      else options.onCrash(error);
    }
    if (!abort.signal.aborted) options.onLooked?.();
  };
  const job = new Cron('* * * * *', { protect: true, unref: true }, () => {
    running = look();
    return running;
  });
  void job.trigger();
  return {
    stop() {
      job.stop();
      abort.abort();
    },
    get ended() {
      return running;
    },
  };
}
