import type { Client } from '../client/client.ts';
import type { Session } from '../client/session.ts';
import type { LoginOptions } from '../client/types.ts';
import { UserError } from '../common/errors.ts';
import { describeError } from '../text/describeError.ts';
import type { Context } from './context.ts';
import { promptKeyPassphrase } from './keyPassphrase.ts';

const passphraseTries = 3;

/**
 * Logs in, and asks on the terminal for what turns out to be missing.
 *
 * @throws {UserError} also where there is no terminal to ask on
 */
export async function openSession(
  context: Context,
  client: Client<Session>,
  options: LoginOptions,
): Promise<Session> {
  let current = options;
  for (let tries = 0; ; ) {
    try {
      return await client.loginToServer(current);
    } catch (error) {
      const path = lockedKeyOf(error);
      // What was given in a file is not typed: to ask again and again would help nobody.
      if (path === undefined || options.keyPassphrase !== undefined || tries === passphraseTries) throw error;
      if (tries > 0) context.output.note(describeError(error, context.language).message);
      tries += 1;
      current = { ...current, keyPassphrase: await promptKeyPassphrase(context.output, path) };
    }
  }
}

/** The file that a passphrase is missing for, or the wrong one was given for. */
function lockedKeyOf(error: unknown): string | undefined {
  if (!(error instanceof UserError)) return undefined;
  const isLocked =
    error.code === 'client-key-passphrase-missing' || error.code === 'client-key-passphrase-wrong';
  return isLocked && 'path' in error.facts ? error.facts.path : undefined;
}
