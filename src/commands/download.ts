import type { Command } from 'commander';
import { downloadFolder } from '../config/home.ts';
import { chosenArchive } from './archiveArgument.ts';
import { type Context, runCommand } from './context.ts';
import { withIdentities } from './keyOptions.ts';
import { withServerOptions } from './options.ts';
import { writeOutput } from './pipes.ts';
import { goesToOutput, printRestored, restoreOptionsOf, withRestoreOptions } from './restoreOptions.ts';
import { outputOptions, transferOptions } from './transferOptions.ts';
import { withSession } from './withSession.ts';

export function addDownloadCommand(program: Command): void {
  withRestoreOptions(withIdentities(withServerOptions(program.command('download'))))
    .argument('<archive>')
    .option('--to <dir>')
    .action((wanted: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const { home, output, signal } = context;
        const { to } = command.opts<{ to?: string }>();
        if (goesToOutput(command, to)) return downloadToOutput(context, wanted);
        const result = await withSession(context, async (client, session) => {
          const name = await chosenArchive(session, wanted, signal);
          const destination = to ?? downloadFolder(home, name);
          const options = { destination, ...transferOptions(context), ...restoreOptionsOf(command) };
          return client.downloadAndDecryptFile(session, name, options);
        });
        return printRestored(output, result);
      }),
    );
}

/** Nothing else goes there. */
async function downloadToOutput(context: Context, wanted: string): Promise<undefined> {
  const { command, signal } = context;
  const options = { ...outputOptions(context), only: restoreOptionsOf(command).only };
  await withSession(context, async (_client, session) => {
    const pipes = await import('../client/pipes/downloadToOutput.ts');
    const name = await chosenArchive(session, wanted, signal);
    await pipes.downloadToOutput(session, name, options, (content) => writeOutput(content, signal));
  });
}
