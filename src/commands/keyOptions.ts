import type { Command } from 'commander';
import { z } from 'zod';
import type { KeyOptions } from '../client/keys.ts';
import { UserError } from '../common/errors.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { repeatable } from './options.ts';
import { givenSecret, promptNewSecret, promptSecret } from './secrets.ts';

const sealOptions = z.object({
  recipient: z.array(z.string()).default([]),
  passphraseFile: z.string().optional(),
});
const openOptions = z.object({
  identity: z.array(z.string()).default([]),
  passphraseFile: z.string().optional(),
});

/** Options of commands that seal. */
export function withRecipients(command: Command): Command {
  return command.addOption(repeatable('--recipient <key>'));
}

/** Options of commands that open. */
export function withIdentities(command: Command): Command {
  return command.addOption(repeatable('--identity <file>'));
}

/** The option of commands that work on files alone. */
export function withPassphraseFile(command: Command): Command {
  return command.option('--passphrase-file <file>');
}

/** Keys to seal with: the recipients, and a passphrase where one is given or none of them is. */
export async function sealKeysOf(context: Context): Promise<KeyOptions> {
  const { recipient, passphraseFile } = parseOptions(sealOptions, context.command);
  return newKeys(context, await givenSecret(context.output, 'passphrase', passphraseFile), recipient);
}

/** Keys to seal with from now on; a prompt where nothing was given, and a word where the passphrase is weak. */
export async function newKeys(
  context: Context,
  given: string | undefined,
  recipients: readonly string[],
): Promise<KeyOptions> {
  if (given === undefined && recipients.length > 0) return { recipients };
  const passphrase =
    given ??
    (await promptNewSecret(
      context.output,
      context.output.text.newPassphrase,
      new UserError('passphrase-missing', {}),
      'passphrases-differ',
    ));
  const { estimatePassphrase } = await import('../client/passphraseStrength.ts');
  const { isWeak, advice } = await estimatePassphrase(passphrase, context.language);
  if (isWeak) context.output.note(context.output.text.weakPassphrase(advice));
  return { passphrase, recipients };
}

/** Keys to open with: the private keys, and a passphrase where one is given or none of them is. */
export async function openKeysOf({ command, output }: Context): Promise<KeyOptions> {
  const { identity, passphraseFile } = parseOptions(openOptions, command);
  const given = await givenSecret(output, 'passphrase', passphraseFile);
  const acceptCost = (bytes: number) => confirm(output.text.acceptCost(output.units.bytes(bytes)));
  if (given !== undefined || identity.length > 0)
    return { passphrase: given, identityFiles: identity, acceptCost };
  return {
    passphrase: await promptSecret(output.text.passphrase, new UserError('passphrase-missing', {})),
    acceptCost,
  };
}
