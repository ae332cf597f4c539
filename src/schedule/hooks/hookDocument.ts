import { hostname } from 'node:os';
import type { RunRecord } from '../history.ts';

/** What hooks are told of. */
export type HookEvent =
  /** Something is due, and a run begins with it. */
  | 'started'
  /** A run ended, and nothing that is scheduled is in a state of failure. */
  | 'succeeded'
  /** A path could not be uploaded, and all that was tried again did not help. */
  | 'failed'
  /** Another run holds the lock. */
  | 'locked'
  /** The run itself broke off: it was ended from outside, or by a bug. */
  | 'crashed';

export interface ReportedError {
  readonly code: string;
  readonly message: string;
}

/** The JSON document that hooks get; keys are only ever added to version 1. */
export function hookDocument(facts: {
  readonly event: HookEvent;
  readonly at: Date;
  readonly home: string;
  readonly runs: readonly RunRecord[];
  readonly error?: ReportedError | undefined;
}): string {
  const { event, at, home, runs, error } = facts;
  return JSON.stringify({
    version: 1,
    event,
    at: at.toISOString(),
    host: hostname(),
    home,
    runs: runs.map(describeRun),
    error: error ?? null,
  });
}

function describeRun({ at, seconds, path, runner, result, attempt, ...more }: RunRecord) {
  return {
    path,
    at: at.toISOString(),
    seconds,
    runner,
    result,
    attempt,
    archive: more.archive ?? null,
    bytes: more.bytes ?? null,
    sealed_bytes: more.sealedBytes ?? null,
    entries: more.entries ?? null,
    warnings: more.warnings ?? [],
    error: more.error ?? null,
  };
}
