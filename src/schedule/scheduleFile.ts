import { z } from 'zod';
import { homePaths } from '../config/home.ts';
import { readJsonFile, writeJsonFile } from '../config/jsonFile.ts';

const scheduleSchema = z.record(z.string().startsWith('/'), z.number().nonnegative());

/** Absolute path → start of its last successful upload in seconds since the epoch; 0 = never. */
export type Schedule = Readonly<Record<string, number>>;

/**
 * Reads `upload_schedule.json`; a missing file is an empty schedule.
 *
 * @throws {UserError} `file-set-aside` when it is broken.
 */
export function loadSchedule(home: string): Promise<Schedule> {
  return readJsonFile<Schedule>(homePaths(home).schedule, scheduleSchema, {});
}

/** Writes `upload_schedule.json` (0600, atomically). */
export function saveSchedule(home: string, schedule: Schedule): Promise<void> {
  return writeJsonFile(homePaths(home).schedule, schedule);
}
