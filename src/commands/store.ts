import type { Command } from 'commander';
import { z } from 'zod';
import { databaseUrlOf } from '../server/postgres/databaseUrl.ts';
import { type Context, runCommand } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { withCommonOptions } from './options.ts';
import { neededBy } from './serverPlace.ts';

const copyOptions = z.object({
  data: z.string(),
  to: z.string(),
  s3Endpoint: z.string().optional(),
  database: z.string().optional(),
});

export function addStoreCommand(program: Command): void {
  const store = program.command('store');
  withCommonOptions(store.command('copy'))
    .requiredOption('--data <dir>')
    .requiredOption('--to <url>')
    .option('--s3-endpoint <url>')
    .option('--database <url>')
    .action((_options, command: Command) => runCommand(command, copy));
}

async function copy({ command, output, signal }: Context): Promise<undefined> {
  const { data, to, s3Endpoint: endpoint, database } = parseOptions(copyOptions, command);
  const { copyStore } = await import('../server/copy/copyStore.ts');
  const result = await copyStore({
    dataFolder: data,
    storeUrl: to,
    ...(endpoint !== undefined && { endpoint }),
    databaseUrl: neededBy('--to', '--database', databaseUrlOf(database, process.env)),
    signal,
    onProgress: (doneBytes, totalBytes) => output.progress({ stage: 'sending', doneBytes, totalBytes }),
  });
  output.result(result, output.text.storeCopied(result, output.units));
  return undefined;
}
