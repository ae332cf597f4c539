import type { Client } from '../client/client.ts';
import type { Session } from '../client/session.ts';
import { isUserError, UserError } from '../common/errors.ts';
import { compareCertificates } from '../text/compareCertificates.ts';
import { describeError } from '../text/describeError.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { promptKeyPassphrase } from './keyPassphrase.ts';
import type { AcceptedLogin } from './loginOptions.ts';
import { promptSecret } from './secrets.ts';

const passphraseTries = 3;

/**
 * Logs in, and asks on the terminal for what turns out to be missing.
 *
 * @throws {UserError} also where there is no terminal to ask on
 */
export async function openSession(
  context: Context,
  client: Client<Session>,
  options: AcceptedLogin,
): Promise<{ session: Session; accepted: AcceptedLogin }> {
  let current = options;
  for (let tries = 0; ; ) {
    try {
      return { session: await client.loginToServer(current), accepted: current };
    } catch (error) {
      const path = lockedKeyOf(error);
      if (path !== undefined) {
        // What was given in a file is not typed: to ask again and again would help nobody.
        if (options.keyPassphrase !== undefined || tries === passphraseTries) throw error;
        if (tries > 0) context.output.note(describeError(error, context.language).message);
        tries += 1;
        current = { ...current, keyPassphrase: await promptKeyPassphrase(context.output, path) };
      } else if (isUserError(error, 'wrong-credentials') && current.isPasswordRemembered && canAsk()) {
        current = { ...current, password: await askAgain(context, current), isPasswordRemembered: false };
      } else {
        if (!isUserError(error, 'server-certificate-changed') || !(await accepts(context, error)))
          throw error;
        current = { ...current, acceptCertificate: error.facts.shown.fingerprint256 };
      }
    }
  }
}

/** A remembered password that the server does not accept is asked for, once. */
function askAgain({ output }: Context, { username, host }: AcceptedLogin): Promise<string> {
  output.note(output.text.rememberedPasswordRefused);
  return promptSecret(output.text.passwordOf(username, host), new UserError('password-missing', {}));
}

function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** The file that a passphrase is missing for, or the wrong one was given for. */
function lockedKeyOf(error: unknown): string | undefined {
  const isLocked =
    isUserError(error, 'client-key-passphrase-missing') || isUserError(error, 'client-key-passphrase-wrong');
  return isLocked ? error.facts.path : undefined;
}

/** Shows the old certificate against the new one, and asks; without a terminal the answer is no. */
function accepts(
  { language, output }: Context,
  error: UserError<'server-certificate-changed'>,
): Promise<boolean> {
  const { known, shown } = error.facts;
  const lines = [describeError(error, language).message, ...compareCertificates(known, shown, language)];
  return confirm(`${lines.join('\n')}\n${output.text.acceptServer}`);
}
