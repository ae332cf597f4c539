import { resolve } from 'node:path';
import type { Command } from 'commander';
import { removeFromSchedule } from '../schedule/entries.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import { describeSchedule } from './scheduleShown.ts';

export function addScheduleRemoveCommand(schedule: Command): void {
  withCommonOptions(schedule.command('remove'))
    .argument('<path>')
    .action((path: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const saved = await removeFromSchedule(home, path);
        output.result(describeSchedule(saved), output.schedule.unscheduled(resolve(path)));
        return undefined;
      }),
    );
}
