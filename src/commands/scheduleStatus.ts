import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { ExitCode, exitCodeOfErrorCode } from '../common/errors.ts';
import { parseInterval } from '../schedule/rule.ts';
import type { EntryStatus } from '../schedule/status/entryStatus.ts';
import { loadStatus } from '../schedule/status/loadStatus.ts';
import { writeMetricsFile } from '../schedule/status/metricsFile.ts';
import { runCommand } from './context.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { withCommonOptions } from './options.ts';

const statusOptions = z.object({
  grace: refusedAs('interval', z.string().transform(parseInterval).pipe(z.number())).optional(),
  metrics: z.string().min(1).optional(),
});

export function addScheduleStatusCommand(schedule: Command): void {
  withCommonOptions(schedule.command('status'))
    .option('--grace <interval>')
    .option('--metrics <file>')
    .action((_options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { grace, metrics } = parseOptions(statusOptions, command);
        const now = new Date();
        const statuses = await loadStatus(home, now, grace);
        if (metrics !== undefined) await writeMetricsFile(resolve(metrics), statuses);
        const lines = statuses.map(({ entry, state, due }) =>
          output.schedule.status(
            {
              path: entry.path,
              state,
              last: entry.lastSuccess,
              due,
              error: entry.lastError?.message ?? null,
            },
            now,
            output.units,
          ),
        );
        const document = { entries: statuses.map((status) => describe(status, now)) };
        output.result(document, lines.join('\n') || output.schedule.nothingScheduled);
        return exitCodeOf(statuses);
      }),
    );
}

/** Of the first failure, as the run itself would have told it; else whether something is late. */
function exitCodeOf(statuses: readonly EntryStatus[]): ExitCode | undefined {
  const failed = statuses.find(({ state }) => state === 'failed');
  if (failed) return exitCodeOfErrorCode(failed.entry.lastError?.code ?? '');
  return statuses.some(({ state }) => state === 'stale') ? ExitCode.doneWithWarnings : undefined;
}

function describe({ entry, state, due, lastUpload }: EntryStatus, now: Date) {
  const lateSeconds = due === null ? null : Math.max(0, Math.floor((now.getTime() - due.getTime()) / 1000));
  return {
    path: entry.path,
    state,
    last_success: entry.lastSuccess?.toISOString() ?? null,
    due: due?.toISOString() ?? null,
    late_seconds: lateSeconds,
    failures: entry.failures,
    last_error: entry.lastError,
    last_archive: entry.lastArchive,
    last_duration_seconds: lastUpload?.seconds ?? null,
    last_bytes: lastUpload?.bytes ?? null,
  };
}
