import type { Command } from 'commander';
import { chosenArchives } from './archiveArgument.ts';
import { runCommand } from './context.ts';
import { withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

export function addDeleteCommand(program: Command): void {
  withServerOptions(program.command('delete'))
    .argument('<archive...>')
    .action((wanted: string[], _options, command: Command) =>
      runCommand(command, async (context) => {
        const { deleteArchive } = await import('../client/manage.ts');
        const { output, signal } = context;
        const names = await withSession(context, async (_client, session) => {
          const chosen = await chosenArchives(session, wanted, signal);
          for (const name of chosen) await deleteArchive(session, name);
          return chosen;
        });
        output.result({ deleted: names }, names.map((name) => output.text.deleted(name)).join('\n'));
        return undefined;
      }),
    );
}
