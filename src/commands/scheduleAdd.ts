import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../config/config.ts';
import { addToSchedule, scheduledEntry } from '../schedule/entries.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import { entrySettingsOf, withEntryOptions } from './scheduleOptions.ts';
import { describeSchedule } from './scheduleShown.ts';

export function addScheduleAddCommand(schedule: Command): void {
  withEntryOptions(withCommonOptions(schedule.command('add')))
    .argument('<path...>')
    .action((paths: string[], _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const given = await entrySettingsOf(command);
        const mode = given.mode ?? (await loadConfig(home)).mode;
        if (mode === 'server') output.note(output.text.serverMode);
        const settings = mode === undefined ? given : { ...given, mode };
        const saved = await addToSchedule(home, paths, settings);
        const lines = paths.map((path) =>
          output.schedule.scheduled(resolve(path), scheduledEntry(saved, path).rule),
        );
        output.result(describeSchedule(saved), lines.join('\n'));
        return undefined;
      }),
    );
}
