import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { UploadResult } from '../client/types.ts';
import { ExitCode, exitCodeOf } from '../common/errors.ts';
import { addToSchedule, duePaths, dueTime, removeFromSchedule } from '../schedule/entries.ts';
import { loadSchedule, type Schedule } from '../schedule/scheduleFile.ts';
import { checkAndUploadScheduledFiles } from '../schedule/scheduler.ts';
import { describeError } from '../text/describeError.ts';
import { type Context, runCommand } from './context.ts';
import { withRecipients } from './keyOptions.ts';
import { withCommonOptions, withServerOptions } from './options.ts';
import type { Output } from './output.ts';
import { transferOptions } from './transferOptions.ts';
import { describeUpload } from './upload.ts';
import { withSession } from './withSession.ts';

export function addScheduleCommand(program: Command): void {
  const schedule = program
    .command('schedule')
    .description('files and folders that are uploaded every 24 hours');

  withCommonOptions(schedule.command('add'))
    .description('schedule files and folders; each becomes one archive a day')
    .argument('<path...>', 'files and folders')
    .addHelpText('after', '\nExample:\n  secure-client schedule add /etc /var/backups')
    .action((paths: string[], _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const saved = await addToSchedule(home, paths);
        output.result(describe(saved), paths.map((path) => output.text.scheduled(resolve(path))).join('\n'));
        return undefined;
      }),
    );

  withCommonOptions(schedule.command('list'))
    .description('show what is scheduled, when it was uploaded last, and when it is due')
    .addHelpText('after', '\nExample:\n  secure-client schedule list --json')
    .action((_options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const saved = await loadSchedule(home);
        output.result(describe(saved), scheduleLines(saved, output) || output.text.nothingScheduled);
        return undefined;
      }),
    );

  withCommonOptions(schedule.command('remove'))
    .description('schedule a path no longer; its archives stay')
    .argument('<path>')
    .addHelpText('after', '\nExample:\n  secure-client schedule remove /etc')
    .action((path: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        output.result(describe(await removeFromSchedule(home, path)), output.text.unscheduled(resolve(path)));
        return undefined;
      }),
    );

  withRecipients(withServerOptions(schedule.command('run')))
    .description('upload now what is due, and end; for cron and timers')
    .addHelpText('after', '\nExample:\n  secure-client schedule run --password-file /root/.backup-password')
    .action((_options, command: Command) => runCommand(command, runDue));
}

type Run = { path: string } & ({ upload: UploadResult } | { error: unknown });

async function runDue(context: Context): Promise<ExitCode | undefined> {
  const { home, language, output, signal } = context;
  if (duePaths(await loadSchedule(home), new Date()).length === 0) {
    output.result({ runs: [] }, output.text.nothingDue);
    return undefined;
  }
  const runs: Run[] = [];
  await withSession(context, (client, session) =>
    checkAndUploadScheduledFiles({
      home,
      signal,
      upload: (path) => client.uploadFile(session, [path], transferOptions(context)),
      onEvent: (event) => {
        if (event.outcome === 'started') output.note(output.text.uploading(event.path));
        if (event.outcome === 'uploaded') {
          runs.push({ path: event.path, upload: event.result });
          for (const warning of event.result.warnings) output.note(output.text.warning(warning));
        }
        if (event.outcome === 'failed') {
          runs.push({ path: event.path, error: event.error });
          output.note(output.text.failed(event.path, describeError(event.error, language).message));
        }
      },
    }),
  );
  signal.throwIfAborted();
  const documents = runs.map((run) =>
    'upload' in run
      ? { path: run.path, ...describeUpload(run.upload) }
      : { path: run.path, error: describeError(run.error, language) },
  );
  const lines = runs.flatMap((run) =>
    'upload' in run ? [output.text.uploaded(run.upload, output.units)] : [],
  );
  output.result({ runs: documents }, lines.join('\n'));
  return exitCodeOfRuns(runs);
}

function exitCodeOfRuns(runs: readonly Run[]): ExitCode | undefined {
  for (const run of runs) if ('error' in run) return exitCodeOf(run.error);
  return runs.some((run) => 'upload' in run && run.upload.warnings.length > 0)
    ? ExitCode.doneWithWarnings
    : undefined;
}

function describe(schedule: Schedule) {
  return {
    schedule: Object.entries(schedule).map(([path, last]) => ({
      path,
      last_upload: last === 0 ? null : new Date(last * 1000).toISOString(),
      next_due: last === 0 ? null : dueTime(last).toISOString(),
    })),
  };
}

function scheduleLines(schedule: Schedule, { text, units }: Output): string {
  return Object.entries(schedule)
    .map(([path, last]) => {
      const next = dueTime(last);
      return text.scheduleLine({
        path,
        last: last === 0 ? text.never : units.date(new Date(last * 1000)),
        next: next <= new Date() ? text.due : units.date(next),
      });
    })
    .join('\n');
}
