import type { Command } from 'commander';
import { addCertsCommand } from './certs.ts';
import { addCompletionCommand } from './completion.ts';
import { addConfigCommand } from './config.ts';
import { addDeleteCommand } from './delete.ts';
import { addDemoCommand } from './demo.ts';
import { addDoctorCommand } from './doctor.ts';
import { addDownloadCommand } from './download.ts';
import { addHelpCommand } from './help.ts';
import { addListCommand } from './list.ts';
import { addLoginCommand } from './login.ts';
import { addOpenCommand } from './open.ts';
import { addPruneCommand } from './prune.ts';
import { addRewrapCommand } from './rewrap.ts';
import { addScheduleCommand } from './schedule.ts';
import { createScreensCommand, type OpenScreens } from './screens.ts';
import { addSealCommand } from './seal.ts';
import { addServeCommand } from './serve.ts';
import { addShowCommand } from './show.ts';
import { addStoreCommand } from './store.ts';
import { addTransfersCommand } from './transfers.ts';
import { addUploadCommand } from './upload.ts';
import { addUsersCommand } from './users.ts';
import { addVerifyCommand } from './verify.ts';

/** The program with all its commands. */
export function createProgram(openScreens: OpenScreens): Command {
  const program = createScreensCommand(openScreens);
  program.commandsGroup('archives');
  addLoginCommand(program);
  addListCommand(program);
  addShowCommand(program);
  addUploadCommand(program);
  addDownloadCommand(program);
  addVerifyCommand(program);
  addRewrapCommand(program);
  addDeleteCommand(program);
  addPruneCommand(program);
  addTransfersCommand(program);
  addSealCommand(program);
  addOpenCommand(program);

  program.commandsGroup('schedule');
  addScheduleCommand(program);

  program.commandsGroup('server');
  addCertsCommand(program);
  addServeCommand(program);
  addUsersCommand(program);
  addStoreCommand(program);

  program.commandsGroup('program');
  addDemoCommand(program, openScreens);
  addConfigCommand(program);
  addDoctorCommand(program);
  addCompletionCommand(program);
  addHelpCommand(program);
  return program;
}
