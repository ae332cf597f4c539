import type { UploadResult } from '../../../client/types.ts';
import { isAbort, isUserError, UserError } from '../../../common/errors.ts';
import { isDue } from '../../../schedule/due.ts';
import type { ScheduleEntry } from '../../../schedule/entry.ts';
import type { RunObserver } from '../../../schedule/hooks/runObserver.ts';
import {
  checkAndUploadScheduledFiles,
  type ScheduleEvent,
  type Scheduler,
  type SchedulerOptions,
  startScheduler,
} from '../../../schedule/scheduler.ts';
import type { Message } from '../messages.ts';
import { createAskedRuns } from './askedRuns.ts';

/** The bridge between the scheduler, which waits for each upload, and the queue of the screens, which runs it. */
export interface ScheduledUploads {
  start(): void;
  /** Uploads a scheduled path next, due or not. */
  runNow(path: string): void;
  /** Cancels what runs; settles when what became of it is noted and the lock is free. */
  stop(): Promise<void>;
  /** Tells the scheduler what became of an upload. */
  settle(ticket: number, outcome: { readonly result: UploadResult } | { readonly error: unknown }): void;
}

interface Options extends Required<Pick<SchedulerOptions, 'home' | 'prune' | 'describe' | 'onCrash'>> {
  readonly now: () => Date;
  /** Tells hooks and monitoring. */
  readonly observer: RunObserver;
  /** A path is due: to be uploaded, and settled under the ticket. */
  readonly onDue: (entry: ScheduleEntry, ticket: number) => void;
  /** The schedule may have changed, by our hand or by that of another runner. */
  readonly onChanged: () => void;
  /** A run has ended and is noted. */
  readonly onRunEnded: (ended: EndedRun) => void;
  /** A run was asked for of a path that is being uploaded, or about to be. */
  readonly onUnderWay: (path: string) => void;
  /** Another runner is at work, told once for each; null when it is no more. */
  readonly onOtherRunner: (error: UserError<'locked'> | null) => void;
}

/** `isAsked` where the user asked for it. */
export type EndedRun = Pick<Extract<Message, { type: 'run-ended' }>, 'entry' | 'outcome' | 'isAsked'>;

interface Pending {
  readonly entry: ScheduleEntry;
  readonly resolve: (result: UploadResult) => void;
  readonly reject: (error: unknown) => void;
}

export function createScheduledUploads(options: Options): ScheduledUploads {
  const {
    home,
    now,
    observer,
    prune,
    describe,
    onDue,
    onChanged,
    onRunEnded,
    onUnderWay,
    onOtherRunner,
    onCrash,
  } = options;
  const pending = new Map<number, Pending>();
  /** What the user cancelled is not begun again a minute later, but at the next start. */
  const postponed = new Set<string>();
  let lastTicket = 0;
  /** The other runner that was told of, and whether the last look found one. */
  let toldOf: string | null = null;
  let isLocked = false;
  let scheduler: Scheduler | undefined;
  const asked = createAskedRuns(runAsked);

  function upload(entry: ScheduleEntry, signal: AbortSignal): Promise<UploadResult> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      lastTicket += 1;
      pending.set(lastTicket, { entry, resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      onDue(entry, lastTicket);
    });
  }

  function tell(event: ScheduleEvent, isAsked: boolean): void {
    observer.onEvent(event);
    if (event.outcome === 'started' || event.outcome === 'healed') return;
    const { entry } = event;
    const outcome = event.outcome === 'failed' ? { error: event.error } : event.outcome;
    onRunEnded({ entry, outcome, isAsked });
    onChanged();
  }

  /** Under the lock of the runs, as the scheduler: it comes behind the upload that runs, if one does. */
  async function runAsked(path: string, signal: AbortSignal): Promise<void> {
    try {
      await scheduler?.ended;
      const onEvent = (event: ScheduleEvent) => tell(event, true);
      const facts = { home, runner: 'now', now, upload, prune, describe, onEvent, signal } as const;
      await checkAndUploadScheduledFiles({ ...facts, paths: [path], isForced: true });
    } catch (error) {
      if (isUserError(error, 'locked')) observer.onLocked(error);
      else observer.onCrash(error);
      onCrash(error);
    } finally {
      observer.onLooked();
    }
  }

  return {
    start() {
      scheduler?.stop();
      scheduler = startScheduler({
        home,
        runner: 'screens',
        now,
        upload,
        prune,
        describe,
        isPostponed: (path) => asked.isBusy || postponed.has(path),
        onEvent: (event) => tell(event, false),
        onLocked(error) {
          observer.onLocked(error);
          const owner = JSON.stringify(error.facts);
          if (owner !== toldOf) onOtherRunner(error);
          toldOf = owner;
          isLocked = true;
        },
        onLooked() {
          observer.onLooked();
          if (!isLocked && toldOf !== null) {
            onOtherRunner(null);
            toldOf = null;
          }
          isLocked = false;
          onChanged();
        },
        onCrash(error) {
          observer.onCrash(error);
          onCrash(error);
        },
      });
    },
    runNow(path) {
      const isUnderWay = asked.has(path) || [...pending.values()].some(({ entry }) => entry.path === path);
      if (isUnderWay) return onUnderWay(path);
      postponed.delete(path);
      asked.ask(path);
    },
    async stop() {
      scheduler?.stop();
      const stopped = asked.stop();
      pending.clear();
      await Promise.all([scheduler?.ended, stopped]);
    },
    settle(ticket, outcome) {
      const waiting = pending.get(ticket);
      if (waiting === undefined) return;
      pending.delete(ticket);
      if ('result' in outcome) return waiting.resolve(outcome.result);
      if (!isAbort(outcome.error)) return waiting.reject(outcome.error);
      // What was not due comes in its time.
      if (isDue(waiting.entry, now())) postponed.add(waiting.entry.path);
      waiting.reject(new UserError('interrupted', {}));
    },
  };
}
