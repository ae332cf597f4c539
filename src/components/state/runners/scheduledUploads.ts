import type { UploadResult } from '../../../client/types.ts';
import { isAbort, UserError } from '../../../common/errors.ts';
import type { ScheduleEntry } from '../../../schedule/entry.ts';
import type { RunObserver } from '../../../schedule/hooks/runObserver.ts';
import { type Scheduler, type SchedulerOptions, startScheduler } from '../../../schedule/scheduler.ts';

/** The bridge between the scheduler, which waits for each upload, and the queue of the screens, which runs it. */
export interface ScheduledUploads {
  start(): void;
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
  /** Another runner is at work, told once for each; null when it is no more. */
  readonly onOtherRunner: (error: UserError<'locked'> | null) => void;
}

interface Pending {
  readonly path: string;
  readonly resolve: (result: UploadResult) => void;
  readonly reject: (error: unknown) => void;
}

export function createScheduledUploads(options: Options): ScheduledUploads {
  const { home, now, observer, prune, describe, onDue, onChanged, onOtherRunner, onCrash } = options;
  const pending = new Map<number, Pending>();
  /** What the user cancelled is not begun again a minute later, but at the next start. */
  const postponed = new Set<string>();
  let lastTicket = 0;
  /** The other runner that was told of, and whether the last look found one. */
  let toldOf: string | null = null;
  let isLocked = false;
  let scheduler: Scheduler | undefined;

  function upload(entry: ScheduleEntry, signal: AbortSignal): Promise<UploadResult> {
    return new Promise((resolve, reject) => {
      lastTicket += 1;
      pending.set(lastTicket, { path: entry.path, resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      onDue(entry, lastTicket);
    });
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
        isPostponed: (path) => postponed.has(path),
        onEvent(event) {
          observer.onEvent(event);
          if (event.outcome !== 'started') onChanged();
        },
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
    async stop() {
      scheduler?.stop();
      pending.clear();
      await scheduler?.ended;
    },
    settle(ticket, outcome) {
      const waiting = pending.get(ticket);
      if (waiting === undefined) return;
      pending.delete(ticket);
      if ('result' in outcome) return waiting.resolve(outcome.result);
      if (!isAbort(outcome.error)) return waiting.reject(outcome.error);
      postponed.add(waiting.path);
      waiting.reject(new UserError('interrupted', {}));
    },
  };
}
