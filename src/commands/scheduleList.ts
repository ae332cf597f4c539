import type { Command } from 'commander';
import { loadSchedule } from '../schedule/scheduleFile.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import { describeSchedule, scheduleLines } from './scheduleShown.ts';

export function addScheduleListCommand(schedule: Command): void {
  withCommonOptions(schedule.command('list'))
    .description('show what is scheduled: when it was uploaded last, when it comes next, what went wrong')
    .addHelpText('after', '\nExample:\n  secure-client schedule list --json')
    .action((_options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const saved = await loadSchedule(home);
        output.result(
          describeSchedule(saved),
          scheduleLines(saved, output) || output.schedule.nothingScheduled,
        );
        return undefined;
      }),
    );
}
