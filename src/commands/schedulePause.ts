import { resolve } from 'node:path';
import type { Command } from 'commander';
import { editSchedule } from '../schedule/entries.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import { describeSchedule } from './scheduleShown.ts';

export function addSchedulePauseCommands(schedule: Command): void {
  withCommonOptions(schedule.command('pause'))
    .argument('<path>')
    .action((path: string, _options, command: Command) => setPaused(path, command, true));

  withCommonOptions(schedule.command('resume'))
    .argument('<path>')
    .action((path: string, _options, command: Command) => setPaused(path, command, false));
}

function setPaused(path: string, command: Command, paused: boolean): Promise<void> {
  return runCommand(command, async ({ home, output }) => {
    const saved = await editSchedule(home, path, { paused });
    const say = paused ? output.schedule.paused : output.schedule.resumed;
    output.result(describeSchedule(saved), say(resolve(path)));
    return undefined;
  });
}
