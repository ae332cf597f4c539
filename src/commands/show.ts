import type { Command } from 'commander';
import { chosenArchive } from './archiveArgument.ts';
import { printContents } from './contents.ts';
import { runCommand } from './context.ts';
import { withIdentities } from './keyOptions.ts';
import { withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

export function addShowCommand(program: Command): void {
  withIdentities(withServerOptions(program.command('show')))
    .argument('<archive>')
    .action((wanted: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const { output, signal } = context;
        const contents = await withSession(context, async (client, session) => {
          const name = await chosenArchive(session, wanted, signal);
          return client.showArchive(session, name, { signal, onProgress: output.progress });
        });
        printContents(output, contents);
        return undefined;
      }),
    );
}
