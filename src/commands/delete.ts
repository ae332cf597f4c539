import type { Command } from 'commander';
import { runCommand } from './context.ts';
import { withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

export function addDeleteCommand(program: Command): void {
  withServerOptions(program.command('delete'))
    .description('remove archives from the server, for good')
    .argument('<name...>', 'archives, as `list` shows them')
    .addHelpText('after', '\nExample:\n  secure-client delete www_2026-11-22T10-00-00.enc')
    .action((names: string[], _options, command: Command) =>
      runCommand(command, async (context) => {
        const { deleteArchive } = await import('../client/manage.ts');
        await withSession(context, async (_client, session) => {
          for (const name of names) await deleteArchive(session, name);
        });
        const { output } = context;
        output.result({ deleted: names }, names.map((name) => output.text.deleted(name)).join('\n'));
        return undefined;
      }),
    );
}
