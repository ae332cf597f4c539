import type { Command } from 'commander';
import { z } from 'zod';
import type { KeyOptions } from '../client/keys.ts';
import { chosenArchive } from './archiveArgument.ts';
import { type Context, runCommand } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { newKeys, openKeysOf, withIdentities } from './keyOptions.ts';
import { repeatable, withServerOptions } from './options.ts';
import { readSecretFile } from './secrets.ts';
import { withSession } from './withSession.ts';

const newKeyOptions = z.object({
  newRecipient: z.array(z.string()).default([]),
  newPassphraseFile: z.string().optional(),
});

export function addRewrapCommand(program: Command): void {
  withIdentities(withServerOptions(program.command('rewrap')))
    .argument('<archive>')
    .option('--file')
    .option('--new-passphrase-file <file>')
    .addOption(repeatable('--new-recipient <key>'))
    .action((archive: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const isFile = command.opts<{ file?: boolean }>().file ?? false;
        await (isFile ? rewrapFile(context, archive) : rewrapOnServer(context, archive));
        context.output.result({ archive }, context.output.text.rewrapped(archive));
        return undefined;
      }),
    );
}

async function rewrapFile(context: Context, path: string): Promise<void> {
  const { rewrapArchiveFile } = await import('../client/offline.ts');
  const current = await openKeysOf(context);
  await rewrapArchiveFile(path, current, await newKeysOf(context));
}

async function rewrapOnServer(context: Context, wanted: string): Promise<void> {
  const { rewrapArchive } = await import('../client/manage.ts');
  const next = await newKeysOf(context);
  await withSession(context, async (_client, session) => {
    const name = await chosenArchive(session, wanted, context.signal);
    await rewrapArchive(session, name, next);
  });
}

async function newKeysOf(context: Context): Promise<KeyOptions> {
  const { newRecipient, newPassphraseFile } = parseOptions(newKeyOptions, context.command);
  const given =
    newPassphraseFile === undefined ? undefined : await readSecretFile(newPassphraseFile, context.output);
  return newKeys(context, given, newRecipient);
}
