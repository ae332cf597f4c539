import type { Command } from 'commander';
import { runCommand } from './context.ts';
import { withServerOptions } from './options.ts';

export function addDoctorCommand(program: Command): void {
  withServerOptions(program.command('doctor'))
    .option('--offline')
    .action((_options, command: Command) =>
      runCommand(command, async (context) => {
        const { offline = false } = command.opts<{ offline?: boolean }>();
        // Loaded here: it has many sentences, and touches every room.
        const { reportChecks } = await import('./doctorReport.ts');
        return reportChecks(context, offline);
      }),
    );
}
