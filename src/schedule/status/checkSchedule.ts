import { access, constants } from 'node:fs/promises';
import { type Check, check, failed, notChecked } from '../../client/doctor/check.ts';
import { toReadError } from '../../common/diskErrors.ts';
import { homePaths } from '../../config/home.ts';
import type { Schedule } from '../entry.ts';
import { readHistory } from '../history.ts';
import { inspectRunLock } from '../runLock.ts';
import { inspectSchedule } from '../scheduleFile.ts';
import { type EntryStatus, scheduleStatus } from './entryStatus.ts';

/** Looks at what is scheduled, whether it happens, and at the lock of the runs; changes nothing. */
export async function checkSchedule(home: string, now: Date): Promise<Check[]> {
  const { check: ofFile, schedule } = await checkFile(home);
  const { check: ofLock, isRunning } = await checkLock(home);
  if (schedule === null) {
    return [ofFile, ...notChecked(ofFile.id, 'schedule.sources', 'schedule.uploads'), ofLock];
  }
  if (Object.keys(schedule).length === 0) return [ofFile, ofLock];
  const sources = await checkSources(schedule);
  const uploads = await checkUploads(home, schedule, { now, isRunning });
  return [ofFile, ...sources, ...uploads, ofLock];
}

async function checkFile(home: string): Promise<{ check: Check; schedule: Schedule | null }> {
  const id = 'schedule.file';
  const { schedule: path } = homePaths(home);
  try {
    const found = await inspectSchedule(home);
    if (found.kind === 'broken') {
      const { reason } = found;
      return { check: check(id, 'problem', 'file-broken', { path, reason }), schedule: null };
    }
    const schedule = found.kind === 'whole' ? found.value : {};
    const paths = Object.keys(schedule).length;
    return {
      check:
        paths === 0
          ? check(id, 'ok', 'schedule-empty', {})
          : check(id, 'ok', 'schedule-whole', { path, paths }),
      schedule,
    };
  } catch (error) {
    return { check: failed(id, error), schedule: null };
  }
}

/** One check for each path that is not there, or one for all. */
async function checkSources(schedule: Schedule): Promise<Check[]> {
  const id = 'schedule.sources';
  const missing: Check[] = [];
  for (const { path, paused } of Object.values(schedule)) {
    if (paused) continue;
    try {
      await access(path, constants.R_OK);
    } catch (error) {
      missing.push(failed(id, toReadError(path, error)));
    }
  }
  if (missing.length > 0) return missing;
  return [check(id, 'ok', 'sources-readable', { paths: Object.keys(schedule).length })];
}

/** One check for each path that is late or failed, or one for all. */
async function checkUploads(
  home: string,
  schedule: Schedule,
  moment: { readonly now: Date; readonly isRunning: boolean },
): Promise<Check[]> {
  const id = 'schedule.uploads';
  try {
    const statuses = scheduleStatus(schedule, await readHistory(home), moment);
    const bad = statuses.flatMap(checkUpload);
    return bad.length > 0 ? bad : [check(id, 'ok', 'uploads-fresh', {})];
  } catch (error) {
    return [failed(id, error)];
  }
}

function checkUpload({ entry, state, due }: EntryStatus): Check[] {
  const id = 'schedule.uploads';
  const { path, failures, lastError } = entry;
  if (state === 'stale') return [check(id, 'problem', 'upload-late', { path, due })];
  if (state !== 'failed' && state !== 'retrying') return [];
  const { code, message } = lastError ?? { code: '', message: '' };
  const status = state === 'failed' ? 'problem' : 'warning';
  return [check(id, status, 'upload-failed', { path, code, message, failures })];
}

async function checkLock(home: string): Promise<{ check: Check; isRunning: boolean }> {
  const id = 'schedule.lock';
  try {
    const lock = await inspectRunLock(home);
    if (lock === null) return { check: check(id, 'ok', 'lock-free', {}), isRunning: false };
    const { purpose: runner, pid, host, startedAt: since } = lock.owner;
    const facts = { runner, pid, host, since };
    return lock.isHeld
      ? { check: check(id, 'ok', 'lock-held', facts), isRunning: true }
      : { check: check(id, 'warning', 'lock-stale', facts), isRunning: false };
  } catch (error) {
    return { check: failed(id, toReadError(home, error)), isRunning: false };
  }
}
