import {
  addToSchedule,
  type EntrySettings,
  editSchedule,
  removeFromSchedule,
} from '../../../schedule/entries.ts';
import { readHistory } from '../../../schedule/history.ts';
import { loadSchedule } from '../../../schedule/scheduleFile.ts';
import type { Message } from '../messages.ts';
import type { EntryChange } from '../scheduleMessages.ts';

/** As many runs as anyone reads through. */
const historyLimit = 2000;

/** What the screens do with the schedule and its history, apart from uploading. */
export interface ScheduleFile {
  load(): void;
  loadHistory(path: string | null): void;
  add(paths: readonly string[], settings: EntrySettings): void;
  edit(path: string, settings: EntrySettings, change: EntryChange): void;
  remove(path: string): void;
  /** Settles when all that was begun has ended. */
  ended(): Promise<void>;
}

const failure = (error: unknown): Message => ({ type: 'failed', error });
const refused =
  (paths: readonly string[]) =>
  (error: unknown): Message => ({ type: 'entry-refused', paths, error });

interface Options {
  readonly home: string;
  readonly now: () => Date;
  readonly dispatch: (message: Message) => void;
}

export function createScheduleFile({ home, now, dispatch }: Options): ScheduleFile {
  let last: Promise<unknown> = Promise.resolve();

  /** Reads may set a broken file aside, and so are waited for like changes. */
  function begin(work: Promise<Message>, failed: (error: unknown) => Message = failure): void {
    const told = work.then(dispatch, (error: unknown) => dispatch(failed(error)));
    last = Promise.all([last, told]);
  }

  return {
    load() {
      begin(loadSchedule(home).then((schedule) => ({ type: 'schedule-loaded', schedule })));
    },
    loadHistory(path) {
      const choice = { limit: historyLimit, ...(path === null ? {} : { path }) };
      begin(readHistory(home, choice).then((runs) => ({ type: 'history-loaded', path, runs })));
    },
    add(paths, settings) {
      const added = addToSchedule(home, paths, settings, now());
      begin(
        added.then((schedule) => ({ type: 'added-to-schedule', schedule, paths })),
        refused(paths),
      );
    },
    edit(path, settings, change) {
      const edited = editSchedule(home, path, settings, now());
      begin(
        edited.then((schedule) => ({ type: 'schedule-edited', schedule, path, change })),
        change.kind === 'edited' ? refused([path]) : failure,
      );
    },
    remove(path) {
      const removed = removeFromSchedule(home, path);
      begin(removed.then((schedule) => ({ type: 'removed-from-schedule', schedule, path })));
    },
    async ended() {
      await last;
    },
  };
}
