import { resolve } from 'node:path';
import type { Command } from 'commander';
import { editSchedule, scheduledEntry } from '../schedule/entries.ts';
import { loadSchedule } from '../schedule/scheduleFile.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import { entrySettingsOf, withEntryOptions } from './scheduleOptions.ts';
import { describeSchedule } from './scheduleShown.ts';

export function addScheduleEditCommand(schedule: Command): void {
  withEntryOptions(withCommonOptions(schedule.command('edit')))
    .argument('<path>')
    .action((path: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const before = scheduledEntry(await loadSchedule(home), path);
        const settings = await entrySettingsOf(command, before.rule);
        if (settings.mode === 'server') output.note(output.text.serverMode);
        const saved = await editSchedule(home, path, settings);
        const { rule } = scheduledEntry(saved, path);
        output.result(describeSchedule(saved), output.schedule.edited(resolve(path), rule));
        return undefined;
      }),
    );
}
