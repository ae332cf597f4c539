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
    .description('schedule files and folders; each becomes an archive of its own')
    .argument('<path...>', 'files and folders')
    .addHelpText(
      'after',
      '\nExamples:\n  secure-client schedule add /etc /var/backups\n  secure-client schedule add ~/work --at 02:30 --zone Europe/Paris --exclude node_modules --skip-unchanged\n  secure-client schedule add /srv/mail --cron "0 */6 * * 1-5"',
    )
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
