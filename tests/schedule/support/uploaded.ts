import { newEntry, type ScheduleEntry } from '../../../src/schedule/entry.ts';
import type { RunRecord } from '../../../src/schedule/history.ts';

const hour = 3_600_000;
export const now = new Date('2026-11-22T12:00:00Z');
export const hoursAgo = (hours: number, from = now) => new Date(from.getTime() - hours * hour);
/** An entry whose last upload was so many hours ago. */
export const uploaded = (hours: number, change: Partial<ScheduleEntry> = {}, from = now): ScheduleEntry => ({
  ...newEntry('/etc', hoursAgo(1000, from)),
  lastAttempt: hoursAgo(hours, from),
  lastSuccess: hoursAgo(hours, from),
  ...change,
});
export const run: RunRecord = {
  version: 1,
  at: hoursAgo(3),
  seconds: 12.5,
  path: '/etc',
  runner: 'run',
  result: 'uploaded',
  bytes: 4096,
  attempt: 1,
};
export const error = { code: 'connection-refused', message: 'backup refuses connections.' };
