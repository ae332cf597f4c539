import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toReadError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import { newEntry, type Schedule, type ScheduleEntry } from './entry.ts';
import { changeSchedule } from './scheduleFile.ts';

/** What a user sets on a scheduled path; an `undefined` label or `keep` takes it away. */
export type EntrySettings = Partial<
  Pick<ScheduleEntry, 'rule' | 'mode' | 'recipients' | 'include' | 'exclude' | 'paused' | 'skipUnchanged'> & {
    label: ScheduleEntry['label'] | undefined;
    keep: ScheduleEntry['keep'] | undefined;
  }
>;

/**
 * Schedules paths. One that is there keeps its times and gets the settings given.
 *
 * @throws {UserError} `path-not-found`, `path-unreadable`, or `one-file-only` in server mode; then none was added.
 */
export async function addToSchedule(
  home: string,
  paths: readonly string[],
  settings: EntrySettings = {},
  now = new Date(),
): Promise<Schedule> {
  const absolute = paths.map((path) => resolve(path));
  for (const path of absolute) await checkReadable(path);
  return changeSchedule(home, (schedule) => {
    const added = absolute.map((path) => withSettings(schedule[path] ?? newEntry(path, now), settings, now));
    return { ...schedule, ...Object.fromEntries(added.map((entry) => [entry.path, entry])) };
  });
}

/** Changes settings of a scheduled path. @throws {UserError} `not-scheduled`, `one-file-only` */
export function editSchedule(
  home: string,
  path: string,
  settings: EntrySettings,
  now = new Date(),
): Promise<Schedule> {
  return changeSchedule(home, (schedule) => {
    const entry = scheduledEntry(schedule, path);
    return { ...schedule, [entry.path]: withSettings(entry, settings, now) };
  });
}

/** Removes a path; its archives stay. @throws {UserError} `not-scheduled` */
export function removeFromSchedule(home: string, path: string): Promise<Schedule> {
  return changeSchedule(home, (schedule) => {
    const { [scheduledEntry(schedule, path).path]: _removed, ...rest } = schedule;
    return rest;
  });
}

/** Notes what became of an attempt, unless the path was removed meanwhile. */
export function noteAttempt(
  home: string,
  path: string,
  outcome: Partial<
    Pick<ScheduleEntry, 'lastAttempt' | 'lastSuccess' | 'lastError' | 'failures' | 'lastArchive'>
  >,
): Promise<Schedule> {
  return changeSchedule(home, (schedule) => {
    const entry = schedule[path];
    return entry === undefined ? schedule : { ...schedule, [path]: { ...entry, ...outcome } };
  });
}

/** The entry of a path as the user typed it. @throws {UserError} `not-scheduled` */
export function scheduledEntry(schedule: Schedule, path: string): ScheduleEntry {
  const entry = schedule[resolve(path)];
  if (entry === undefined) throw new UserError('not-scheduled', { path });
  return entry;
}

function withSettings(entry: ScheduleEntry, settings: EntrySettings, now: Date): ScheduleEntry {
  const { label, keep, ...rest } = { ...entry, ...settings };
  const { path, mode, recipients, include, exclude } = rest;
  // Whoever names recipients does not expect that anybody can read it.
  if (mode === 'server' && (label !== undefined || [...recipients, ...include, ...exclude].length > 0)) {
    throw new UserError('one-file-only', { path, found: 'options' });
  }
  return {
    ...rest,
    ...(label === undefined ? {} : { label }),
    ...(keep === undefined ? {} : { keep }),
    // Files of the first form do not tell it, and rules that name times count from it.
    added: entry.added ?? now,
  };
}

async function checkReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw toReadError(path, error);
  }
}
