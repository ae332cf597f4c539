import type { Command } from 'commander';
import { UserError } from '../common/errors.ts';
import type { Output } from './output.ts';
import { promptSecret } from './secrets.ts';

/** The option of commands that read our private key. */
export function withKeyPassphraseFile(command: Command): Command {
  return command.option('--key-passphrase-file <file>');
}

/** @param path of the file that the passphrase opens @throws {UserError} `client-key-passphrase-missing` */
export function promptKeyPassphrase({ text }: Output, path: string): Promise<string> {
  return promptSecret(text.passphraseOf(path), new UserError('client-key-passphrase-missing', { path }));
}
