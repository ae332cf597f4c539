import type { Command } from 'commander';
import { labelOfArchiveName } from '../client/archiveName.ts';
import type { UnfinishedTransfer } from '../client/types.ts';
import { type ExitCode, UserError } from '../common/errors.ts';
import { type Context, runCommand } from './context.ts';
import { withCommonOptions, withServerOptions } from './options.ts';
import { printRestored } from './restoreOptions.ts';
import { transferOptions } from './transferOptions.ts';
import { printUploaded } from './upload.ts';
import { withSession } from './withSession.ts';

export function addTransfersCommand(program: Command): void {
  const transfers = program.command('transfers');

  withCommonOptions(transfers.command('list')).action((_options, command: Command) =>
    runCommand(command, async ({ home, output }) => {
      const { listUnfinished } = await import('../client/transfers/unfinished.ts');
      const unfinished = await listUnfinished(home);
      output.result(
        { transfers: unfinished.map(describe) },
        unfinished.map((transfer) => output.text.unfinished(transfer, output.units)).join('\n') ||
          output.text.nothingUnfinished,
      );
      return undefined;
    }),
  );

  withServerOptions(transfers.command('resume'))
    .argument('<id>')
    .action((id: string, _options, command: Command) =>
      runCommand(command, (context) => resume(context, id)),
    );

  withServerOptions(transfers.command('discard'))
    .argument('<id>')
    .action((id: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const options = transferOptions(context);
        await withSession(context, (client, session) => client.discardTransfer(session, id, options));
        context.output.result({ id }, context.output.text.discarded(id));
        return undefined;
      }),
    );
}

async function resume(context: Context, id: string): Promise<ExitCode | undefined> {
  const { home, output } = context;
  const { listUnfinished } = await import('../client/transfers/unfinished.ts');
  const transfer = (await listUnfinished(home)).find((unfinished) => unfinished.id === id);
  if (!transfer) throw new UserError('transfer-unknown', { id });
  const options = transferOptions(context);
  return withSession(context, async (client, session) => {
    const { name, destination, overwrite = 'never', paths, include, exclude, recipients } = transfer;
    if (destination === undefined) {
      // Where it has to start over, it is to be called as before.
      const label = labelOfArchiveName(name) ?? undefined;
      const selection = {
        resume: id,
        include,
        exclude,
        recipients,
        ...(label === undefined ? {} : { label }),
      };
      return printUploaded(output, await client.uploadFile(session, paths, { ...options, ...selection }));
    }
    return printRestored(
      output,
      await client.downloadAndDecryptFile(session, name, { ...options, destination, overwrite }),
    );
  });
}

function describe({ startedAt, doneBytes, ...transfer }: UnfinishedTransfer) {
  return { ...transfer, done_bytes: doneBytes, started_at: startedAt.toISOString() };
}
