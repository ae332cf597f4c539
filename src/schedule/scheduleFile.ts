import { join } from 'node:path';
import { UserError } from '../common/errors.ts';
import { waitForLock } from '../common/waitForLock.ts';
import { homePaths } from '../config/home.ts';
import {
  findSetAside,
  inspectJsonFile,
  type JsonFileState,
  readJsonFile,
  writeJsonFile,
} from '../config/jsonFile.ts';
import type { Schedule } from './entry.ts';
import { scheduleSchema, toFile } from './scheduleForms.ts';

/**
 * Reads `upload_schedule.json`, in either form. A missing file is an empty schedule, but not where a broken one
 * was set aside and nobody saw to it: uploads must not end in silence.
 *
 * @throws {UserError} `file-set-aside`
 */
export async function loadSchedule(home: string): Promise<Schedule> {
  const path = homePaths(home).schedule;
  const schedule = await readSchedule(home);
  if (schedule !== null) return schedule;
  await refuseSetAside(path);
  return {};
}

/**
 * The same, which leaves a broken file where it is.
 *
 * @throws {UserError} `path-unreadable`; `file-set-aside` where that happened before
 */
export async function inspectSchedule(home: string): Promise<JsonFileState<Schedule>> {
  const path = homePaths(home).schedule;
  const found = await inspectJsonFile(path, scheduleSchema);
  if (found.kind === 'missing') await refuseSetAside(path);
  return found;
}

async function refuseSetAside(path: string): Promise<void> {
  const asidePath = await findSetAside(path);
  if (asidePath !== undefined)
    throw new UserError('file-set-aside', { path, asidePath, reason: 'not readable as a schedule' });
}

/** Writes `upload_schedule.json` (0600, atomically), in the first form where that says all. */
export function saveSchedule(home: string, schedule: Schedule): Promise<void> {
  return writeJsonFile(homePaths(home).schedule, toFile(schedule));
}

/**
 * Changes the schedule: every change goes through here, so that the screens and a run never lose each other's.
 *
 * @param change gives the same schedule back where nothing is to be written
 * @throws {UserError} `file-set-aside`, `locked`, `disk-full`, `write-refused`, and what `change` throws
 */
export async function changeSchedule(
  home: string,
  change: (schedule: Schedule) => Schedule,
): Promise<Schedule> {
  const lock = await waitForLock(join(homePaths(home).state, 'schedule.lock'), 'edit');
  try {
    const before = (await readSchedule(home)) ?? {};
    const after = change(before);
    if (after !== before) await saveSchedule(home, after);
    return after;
  } finally {
    await lock.release();
  }
}

function readSchedule(home: string): Promise<Schedule | null> {
  return readJsonFile<Schedule | null>(homePaths(home).schedule, scheduleSchema, null);
}
