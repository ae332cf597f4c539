import { fingerprintSources } from '../client/fingerprint.ts';
import type { UploadResult } from '../client/types.ts';
import { isAbort, UserError } from '../common/errors.ts';
import { isSuccessAhead } from './due.ts';
import { noteAttempt } from './entries.ts';
import type { ScheduleEntry } from './entry.ts';
import { fingerprintOf, isSameAsLast, keepFingerprint } from './fingerprints.ts';
import { appendRun, type Runner, type RunRecord } from './history.ts';
import type { Pruned } from './retention/pruneAfterUpload.ts';

/** What became of one scheduled path. */
export type ScheduledOutcome =
  | { readonly outcome: 'uploaded'; readonly result: UploadResult }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'failed'; readonly error: unknown };

export interface RunOptions {
  readonly home: string;
  readonly runner: Runner;
  /** Seals and sends one archive of the entry. */
  readonly upload: (entry: ScheduleEntry, signal: AbortSignal) => Promise<UploadResult>;
  /** Removes what the rules of the entry do not keep, after an upload; nothing is removed where absent. */
  readonly prune?: (entry: ScheduleEntry, archive: string, signal: AbortSignal) => Promise<Pruned>;
  /** An error as the schedule and the history keep it. */
  readonly describe: (error: unknown) => { readonly code: string; readonly message: string };
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** What is noted of a run, in the schedule and in the history. */
export interface NotedRun {
  readonly outcome: ScheduledOutcome;
  /** The entry afterwards. */
  readonly entry: ScheduleEntry;
  readonly record: RunRecord;
  /** Why old archives stayed; null where none should have gone, or all did. */
  readonly pruneError: unknown;
}

/**
 * Uploads one scheduled path, unless it is unchanged and may be skipped, and notes what became of it.
 *
 * @param remarks what was odd before it began
 * @returns null when the user interrupted it, which is no attempt: it stays due
 */
export async function runEntry(
  entry: ScheduleEntry,
  remarks: RunRecord['remarks'],
  options: RunOptions,
): Promise<NotedRun | null> {
  const { home, now } = options;
  const startedAt = wholeSeconds(now());
  const stopwatch = performance.now();
  const outcome = await attempt(entry, options);
  if (outcome === null) return null;
  const after = { ...entry, ...outcomeFacts(outcome, entry, startedAt, options) };
  const { lastAttempt, lastSuccess, lastError, failures, lastArchive } = after;
  // The schedule first: a crash in between costs a line of the history, not a second upload.
  await noteAttempt(home, entry.path, { lastAttempt, lastSuccess, lastError, failures, lastArchive });
  const seconds = Math.round((performance.now() - stopwatch) / 100) / 10;
  const pruned = await pruneAfter(outcome, entry, options);
  const allRemarks = [
    ...(remarks ?? []),
    ...(isSuccessAhead(entry, startedAt) ? (['clock-was-ahead'] as const) : []),
    ...(pruned.error === null ? [] : (['not-pruned'] as const)),
  ];
  const record: RunRecord = {
    version: 1,
    at: startedAt,
    seconds,
    path: entry.path,
    runner: options.runner,
    result: outcome.outcome,
    ...resultFacts(outcome),
    ...(pruned.removed.length === 0 ? {} : { removed: pruned.removed.length }),
    ...(allRemarks.length === 0 ? {} : { remarks: allRemarks }),
    ...(lastError === null ? {} : { error: lastError }),
    attempt: entry.failures + 1,
  };
  await appendRun(home, record);
  return { outcome, entry: after, record, pruneError: pruned.error };
}

async function pruneAfter(
  outcome: ScheduledOutcome,
  entry: ScheduleEntry,
  { prune, signal }: RunOptions,
): Promise<Pruned> {
  if (outcome.outcome !== 'uploaded' || entry.keep === undefined || prune === undefined) {
    return { removed: [], error: null };
  }
  return prune(entry, outcome.result.name, signal);
}

async function attempt(
  entry: ScheduleEntry,
  { home, upload, signal }: RunOptions,
): Promise<ScheduledOutcome | null> {
  const { path, include, exclude } = entry;
  try {
    // Before the upload: what changes from here on differs the next time.
    const fingerprint = await fingerprintOf(entry, () =>
      fingerprintSources([path], { include, exclude, signal }),
    );
    const wasUploaded = entry.lastSuccess !== null;
    if (fingerprint !== null && wasUploaded && (await isSameAsLast(home, path, fingerprint))) {
      return { outcome: 'unchanged' };
    }
    const result = await upload(entry, signal);
    if (fingerprint !== null) await keepFingerprint(home, path, fingerprint);
    return { outcome: 'uploaded', result };
  } catch (error) {
    return isInterruption(error, signal) ? null : { outcome: 'failed', error };
  }
}

/** What changes in the entry. A success counts from its start. */
function outcomeFacts(
  outcome: ScheduledOutcome,
  entry: ScheduleEntry,
  startedAt: Date,
  { describe }: RunOptions,
): Partial<ScheduleEntry> {
  if (outcome.outcome === 'failed') {
    const { code, message } = describe(outcome.error);
    return { lastAttempt: startedAt, lastError: { code, message }, failures: entry.failures + 1 };
  }
  return {
    lastAttempt: startedAt,
    lastSuccess: startedAt,
    lastError: null,
    failures: 0,
    ...(outcome.outcome === 'uploaded' ? { lastArchive: outcome.result.name } : {}),
  };
}

function resultFacts(outcome: ScheduledOutcome): Partial<RunRecord> {
  if (outcome.outcome !== 'uploaded') return {};
  const { name, bytes, sealedBytes, entries, warnings } = outcome.result;
  const shown = warnings.map(({ path, problem }) => ({ path, problem }));
  return {
    archive: name,
    bytes,
    sealedBytes,
    entries,
    ...(shown.length === 0 ? {} : { warnings: shown }),
  };
}

function isInterruption(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || isAbort(error) || (error instanceof UserError && error.code === 'interrupted');
}

/** The first form of the schedule keeps seconds. */
function wholeSeconds(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}
