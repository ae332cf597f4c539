import type { UploadResult } from '../../../client/types.ts';
import { isAbort, UserError } from '../../../common/errors.ts';
import { startScheduler } from '../../../schedule/scheduler.ts';

/** The bridge between the scheduler, which waits for each upload, and the queue of the screens, which runs it. */
export interface ScheduledUploads {
  start(): void;
  stop(): void;
  /** Tells the scheduler what became of an upload. */
  settle(ticket: number, outcome: { readonly result: UploadResult } | { readonly error: unknown }): void;
}

interface Options {
  readonly home: string;
  readonly now: () => Date;
  /** A path is due: to be uploaded, and settled under the ticket. */
  readonly onDue: (path: string, ticket: number) => void;
  /** The time of a success was noted. */
  readonly onNoted: () => void;
  readonly onCrash: (error: unknown) => void;
}

interface Pending {
  readonly path: string;
  readonly resolve: (result: UploadResult) => void;
  readonly reject: (error: unknown) => void;
}

export function createScheduledUploads({ home, now, onDue, onNoted, onCrash }: Options): ScheduledUploads {
  const pending = new Map<number, Pending>();
  /** What the user cancelled is not begun again a minute later, but at the next start. */
  const postponed = new Set<string>();
  let lastTicket = 0;
  let stopScheduler: (() => void) | undefined;

  function upload(path: string, signal: AbortSignal): Promise<UploadResult> {
    if (postponed.has(path)) return Promise.reject(new UserError('interrupted', {}));
    return new Promise((resolve, reject) => {
      lastTicket += 1;
      pending.set(lastTicket, { path, resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      onDue(path, lastTicket);
    });
  }

  return {
    start() {
      stopScheduler?.();
      const scheduler = startScheduler({
        home,
        now,
        upload,
        onEvent: ({ outcome }) => {
          if (outcome === 'uploaded') onNoted();
        },
        onCrash,
      });
      stopScheduler = () => scheduler.stop();
    },
    stop() {
      stopScheduler?.();
      stopScheduler = undefined;
      pending.clear();
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
