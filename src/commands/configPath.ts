import type { Command } from 'commander';
import { homePaths } from '../config/home.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';

export function addConfigPathCommand(config: Command): void {
  withCommonOptions(config.command('path')).action((_options, command: Command) =>
    runCommand(command, async ({ home, output }) => {
      const path = homePaths(home).config;
      output.result({ path }, path);
      return undefined;
    }),
  );
}
