import type { Command } from 'commander';
import { addConfigEditCommand } from './configEdit.ts';
import { addConfigGetCommand } from './configGet.ts';
import { addConfigListCommand } from './configList.ts';
import { addConfigPathCommand } from './configPath.ts';
import { addConfigSchemaCommand } from './configSchema.ts';
import { addConfigSetCommands } from './configSet.ts';

export function addConfigCommand(program: Command): void {
  const config = program.command('config');
  addConfigGetCommand(config);
  addConfigSetCommands(config);
  addConfigListCommand(config);
  addConfigEditCommand(config);
  addConfigPathCommand(config);
  addConfigSchemaCommand(config);
}
