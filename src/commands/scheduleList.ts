import type { Command } from 'commander';
import { loadSchedule } from '../schedule/scheduleFile.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import { describeSchedule, scheduleLines } from './scheduleShown.ts';

export function addScheduleListCommand(schedule: Command): void {
  withCommonOptions(schedule.command('list')).action((_options, command: Command) =>
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
