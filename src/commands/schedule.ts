import type { Command } from 'commander';
import { addScheduleAddCommand } from './scheduleAdd.ts';
import { addScheduleEditCommand } from './scheduleEdit.ts';
import { addScheduleHistoryCommand } from './scheduleHistory.ts';
import { addScheduleInstallCommands } from './scheduleInstall.ts';
import { addScheduleListCommand } from './scheduleList.ts';
import { addSchedulePauseCommands } from './schedulePause.ts';
import { addScheduleRemoveCommand } from './scheduleRemove.ts';
import { addScheduleRunCommand } from './scheduleRun.ts';
import { addScheduleStatusCommand } from './scheduleStatus.ts';

export function addScheduleCommand(program: Command): void {
  const schedule = program.command('schedule');
  addScheduleAddCommand(schedule);
  addScheduleEditCommand(schedule);
  addScheduleListCommand(schedule);
  addScheduleRemoveCommand(schedule);
  addSchedulePauseCommands(schedule);
  addScheduleRunCommand(schedule);
  addScheduleHistoryCommand(schedule);
  addScheduleStatusCommand(schedule);
  addScheduleInstallCommands(schedule);
}
