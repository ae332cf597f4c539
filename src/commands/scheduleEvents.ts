import type { UploadResult } from '../client/types.ts';
import { ExitCode, exitCodeOf } from '../common/errors.ts';
import type { ScheduleEvent } from '../schedule/scheduler.ts';
import { describeError } from '../text/describeError.ts';
import type { Context } from './context.ts';
import { describeUpload, tellUpload } from './upload.ts';

/** The events that end an attempt. */
export type EndedEvent = Exclude<ScheduleEvent, { outcome: 'healed' | 'started' }>;

/** Says, while a run goes on, what happens in it. */
export function sayEvent({ output, language }: Context, event: ScheduleEvent): void {
  const { schedule, text, units } = output;
  if (event.outcome === 'healed') {
    const { purpose, pid, host, startedAt } = event.owner;
    output.note(schedule.healed({ runner: purpose, pid, host, since: startedAt }, units));
  }
  if (event.outcome === 'started') output.note(schedule.uploading(event.entry.path));
  if (event.outcome === 'uploaded') {
    for (const warning of event.result.warnings) output.note(text.warning(warning));
    if (event.record.removed !== undefined) output.note(schedule.pruned(event.record.removed));
    if (event.pruneError !== null)
      output.problem(schedule.notPruned(describeError(event.pruneError, language).message));
  }
  if (event.outcome === 'failed') {
    const { message, next } = describeError(event.error, language);
    output.problem(`${schedule.failed(event.entry.path, message)}\n${next}`);
  }
}

/** What became of a path, in a line; what failed was said when it did. */
export function tellEvent({ output }: Context, event: EndedEvent): string | undefined {
  if (event.outcome === 'uploaded') return tellUpload(event.result, output);
  return event.outcome === 'unchanged' ? output.schedule.unchanged(event.entry.path) : undefined;
}

type RunDocument = { path: string } & (
  | ReturnType<typeof describeUpload>
  | { unchanged: true }
  | { error: ReturnType<typeof describeError> }
);

/** What became of a path, as JSON. */
export function describeEvent({ language }: Context, event: EndedEvent): RunDocument {
  const { path } = event.entry;
  if (event.outcome === 'uploaded') return { path, ...describeUpload(event.result) };
  if (event.outcome === 'unchanged') return { path, unchanged: true };
  return { path, error: describeError(event.error, language) };
}

export function isEnded(event: ScheduleEvent): event is EndedEvent {
  return event.outcome !== 'healed' && event.outcome !== 'started';
}

/** Of the first failure; else whether something could not be stored as asked. */
export function exitCodeOfRuns(ended: readonly EndedEvent[]): ExitCode | undefined {
  for (const event of ended) if (event.outcome === 'failed') return exitCodeOf(event.error);
  const warnings = (event: EndedEvent): UploadResult['warnings'] =>
    event.outcome === 'uploaded' ? event.result.warnings : [];
  return ended.some((event) => warnings(event).length > 0) ? ExitCode.doneWithWarnings : undefined;
}
