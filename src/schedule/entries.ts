import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { dayMilliseconds } from '../common/age.ts';
import { toReadError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import { loadSchedule, type Schedule, saveSchedule } from './scheduleFile.ts';

/** When a path is due next; the epoch when it was never uploaded. */
export function dueTime(lastUploadSeconds: number): Date {
  return new Date(lastUploadSeconds === 0 ? 0 : lastUploadSeconds * 1000 + dayMilliseconds);
}

/** The paths that are due at `now`, the longest waiting first. */
export function duePaths(schedule: Schedule, now: Date): string[] {
  return Object.entries(schedule)
    .filter(([, last]) => dueTime(last) <= now)
    .sort(([, one], [, other]) => one - other)
    .map(([path]) => path);
}

/**
 * Adds paths, due at once; a path already there keeps its time.
 *
 * @throws {UserError} `path-not-found` or `path-unreadable`; then none was added.
 */
export async function addToSchedule(home: string, paths: readonly string[]): Promise<Schedule> {
  const absolute = paths.map((path) => resolve(path));
  for (const path of absolute) await checkReadable(path);
  const schedule = await loadSchedule(home);
  const added = Object.fromEntries(absolute.map((path) => [path, schedule[path] ?? 0]));
  return save(home, { ...schedule, ...added });
}

/**
 * Removes a path.
 *
 * @throws {UserError} `not-scheduled`.
 */
export async function removeFromSchedule(home: string, path: string): Promise<Schedule> {
  const { [resolve(path)]: removed, ...rest } = await loadSchedule(home);
  if (removed === undefined) throw new UserError('not-scheduled', { path });
  return save(home, rest);
}

/** Notes an upload that began at `startedAt`, unless the path was removed meanwhile. */
export async function noteUpload(home: string, path: string, startedAt: Date): Promise<void> {
  const schedule = await loadSchedule(home);
  if (schedule[path] === undefined) return;
  await save(home, { ...schedule, [path]: Math.floor(startedAt.getTime() / 1000) });
}

async function save(home: string, schedule: Schedule): Promise<Schedule> {
  await saveSchedule(home, schedule);
  return schedule;
}

async function checkReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw toReadError(path, error);
  }
}
