import type { Command } from 'commander';
import { z } from 'zod';
import type { KeyOptions } from '../client/keys.ts';
import { type Context, runCommand } from './context.ts';
import { newKeys, openKeysOf, withIdentities, withPassphraseFile, withRecipients } from './keyOptions.ts';
import { parseOptions, withCommonOptions } from './options.ts';
import { readSecretFile } from './secrets.ts';

const newKeyOptions = z.object({
  recipient: z.array(z.string()).default([]),
  newPassphraseFile: z.string().optional(),
});

export function addRewrapCommand(program: Command): void {
  withRecipients(withIdentities(withPassphraseFile(withCommonOptions(program.command('rewrap')))))
    .description('change the passphrase or the recipients of an archive file, rewriting its envelope alone')
    .argument('<file>', 'archive file')
    .option(
      '--new-passphrase-file <file>',
      'file that holds the new passphrase (else a prompt, or recipients alone)',
    )
    .addHelpText('after', '\nExample:\n  secure-client rewrap etc.enc --new-passphrase-file new.txt')
    .action((file: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const { rewrapArchiveFile } = await import('../client/offline.ts');
        const current = await openKeysOf(context);
        await rewrapArchiveFile(file, current, await newKeysOf(context));
        context.output.result({ file }, context.output.text.rewrapped(file));
        return undefined;
      }),
    );
}

async function newKeysOf(context: Context): Promise<KeyOptions> {
  const { recipient, newPassphraseFile } = parseOptions(newKeyOptions, context.command);
  const given = newPassphraseFile === undefined ? undefined : await readSecretFile(newPassphraseFile);
  return newKeys(context, given, recipient);
}
