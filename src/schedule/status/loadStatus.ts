import { readHistory } from '../history.ts';
import { runningOwner } from '../runLock.ts';
import { loadSchedule } from '../scheduleFile.ts';
import { type EntryStatus, scheduleStatus } from './entryStatus.ts';

/** The state of all that is scheduled in a home. @throws {UserError} `file-set-aside`, `path-unreadable` */
export async function loadStatus(home: string, now: Date, graceSeconds?: number): Promise<EntryStatus[]> {
  const [schedule, history, owner] = await Promise.all([
    loadSchedule(home),
    readHistory(home),
    runningOwner(home),
  ]);
  return scheduleStatus(schedule, history, { now, graceSeconds, isRunning: owner !== null });
}
