import type { Command } from 'commander';
import { chosenArchives } from './archiveArgument.ts';
import { printVerified } from './contents.ts';
import { runCommand } from './context.ts';
import { withIdentities } from './keyOptions.ts';
import { withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

export function addVerifyCommand(program: Command): void {
  withIdentities(withServerOptions(program.command('verify')))
    .argument('<archive...>')
    .action((wanted: string[], _options, command: Command) =>
      runCommand(command, async (context) => {
        const { output, signal } = context;
        const results = await withSession(context, async (client, session) => {
          const verified = [];
          for (const name of await chosenArchives(session, wanted, signal)) {
            verified.push(await client.verifyArchive(session, name, { signal, onProgress: output.progress }));
          }
          return verified;
        });
        printVerified(output, results);
        return undefined;
      }),
    );
}
