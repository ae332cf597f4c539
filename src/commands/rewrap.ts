import type { Command } from 'commander';
import { z } from 'zod';
import type { KeyOptions } from '../client/keys.ts';
import { archiveHelp, chosenArchive } from './archiveArgument.ts';
import { type Context, runCommand } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { newKeys, openKeysOf, withIdentities } from './keyOptions.ts';
import { collect, withServerOptions } from './options.ts';
import { readSecretFile } from './secrets.ts';
import { withSession } from './withSession.ts';

const newKeyOptions = z.object({
  newRecipient: z.array(z.string()).default([]),
  newPassphraseFile: z.string().optional(),
});

export function addRewrapCommand(program: Command): void {
  withIdentities(withServerOptions(program.command('rewrap')))
    .description(
      'change who can open an archive, on the server or in a file, by rewriting its envelope alone',
    )
    .argument('<archive>', `${archiveHelp}; with --file, a file`)
    .option('--file', 'the archive is a file on this machine')
    .option('--new-passphrase-file <file>', 'file that holds the new passphrase (else a prompt)')
    .option('--new-recipient <key>', 'x25519:… key that can open it from now on; repeatable', collect)
    .addHelpText(
      'after',
      '\nExamples:\n  secure-client rewrap www_2026-11-22T10-00-00.enc --new-passphrase-file new.txt\n' +
        '  secure-client rewrap --file etc.enc --new-recipient x25519:…',
    )
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
