import { Cron } from 'croner';
import type { UploadResult } from '../client/types.ts';
import { isAbort } from '../common/errors.ts';
import { duePaths, noteUpload } from './entries.ts';
import { loadSchedule } from './scheduleFile.ts';

/** What happened to one scheduled path, for the status line, the log and `schedule run`. */
export type ScheduledUpload =
  | { readonly path: string; readonly outcome: 'started' }
  | { readonly path: string; readonly outcome: 'uploaded'; readonly result: UploadResult }
  | { readonly path: string; readonly outcome: 'failed'; readonly error: unknown };

export interface ScheduleRunOptions {
  readonly home: string;
  /** Seals and sends one archive of the path. */
  readonly upload: (path: string, signal: AbortSignal) => Promise<UploadResult>;
  readonly onEvent: (event: ScheduledUpload) => void;
  readonly signal: AbortSignal;
  readonly now?: () => Date;
}

/**
 * Uploads every scheduled path whose last upload began 24 hours ago or more, one after the other, and notes
 * the time at which each successful one began. A path that fails stays due and does not stop the others.
 */
export async function checkAndUploadScheduledFiles(options: ScheduleRunOptions): Promise<void> {
  const { home, upload, onEvent, signal, now = () => new Date() } = options;
  for (const path of duePaths(await loadSchedule(home), now())) {
    if (signal.aborted) return;
    const startedAt = now();
    onEvent({ path, outcome: 'started' });
    try {
      const result = await upload(path, signal);
      await noteUpload(home, path, startedAt);
      onEvent({ path, outcome: 'uploaded', result });
    } catch (error) {
      if (isAbort(error)) return;
      onEvent({ path, outcome: 'failed', error });
    }
  }
}

export interface Scheduler {
  /** Ends the ticking and cancels a running upload. */
  stop(): void;
}

/**
 * Checks at once and then each minute while the screens are open. A run that takes longer than a minute is
 * not started a second time beside itself.
 *
 * @param onCrash what to do with an error of a check itself, such as a broken schedule file
 */
export function startScheduler(
  options: Omit<ScheduleRunOptions, 'signal'> & { readonly onCrash: (error: unknown) => void },
): Scheduler {
  const abort = new AbortController();
  const job = new Cron('* * * * *', { protect: true, unref: true, catch: options.onCrash }, () =>
    checkAndUploadScheduledFiles({ ...options, signal: abort.signal }),
  );
  void job.trigger();
  return {
    stop() {
      job.stop();
      abort.abort();
    },
  };
}
