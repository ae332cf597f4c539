import type { Client } from '../client/client.ts';
import { expiringSoon } from '../client/expiry.ts';
import type { Session } from '../client/session.ts';
import type { LoginOptions } from '../client/types.ts';
import { UserError } from '../common/errors.ts';
import { loadConfig } from '../config/config.ts';
import { sessionNotes } from '../text/sessionNotes.ts';
import type { Context } from './context.ts';
import { openSession } from './openSession.ts';
import { readServerOptions } from './options.ts';
import { givenSecret, promptSecret } from './secrets.ts';

/** Logs in with what the options, the environment and the configuration tell, works, and logs out. */
export async function withSession<Result>(
  context: Context,
  work: (client: Client<Session>, session: Session) => Promise<Result>,
): Promise<Result> {
  const options = await loginOptionsOf(context);
  const { client } = await import('../client/index.ts');
  const session = await openSession(context, client, options);
  const expiring = expiringSoon(session, new Date());
  const notes = sessionNotes({ ...session, expiring }, context.language);
  if (notes.length > 0) context.output.note(notes.join(' '));
  try {
    return await work(client, session);
  } finally {
    await client.logout(session);
  }
}

/** @throws {UserError} `usage` when host, port or username are unknown; `password-missing` */
export async function loginOptionsOf(context: Context): Promise<LoginOptions> {
  const options = readServerOptions(context.command);
  const config = await loadConfig(context.home);
  const host = options.host ?? config.host;
  const port = options.port ?? config.port;
  const username = options.username ?? config.username;
  if (!host || !port || !username) {
    throw new UserError('usage', {
      reason: 'Which server? Give --host, --port and --username, or log in once with --remember.',
    });
  }
  const password =
    (await givenSecret(context.output, 'password', options.passwordFile)) ??
    config.password ??
    (await promptSecret(
      context.output.text.passwordOf(username, host),
      new UserError('password-missing', {}),
    ));
  const passphrase = await givenSecret(context.output, 'passphrase', options.passphraseFile);
  const keyPassphrase = await givenSecret(context.output, 'keyPassphrase', options.keyPassphraseFile);
  return {
    home: context.home,
    host,
    port,
    username,
    password,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(keyPassphrase === undefined ? {} : { keyPassphrase }),
    ...(options.recipient === undefined ? {} : { recipients: options.recipient }),
    ...(options.identity === undefined ? {} : { identityFiles: options.identity }),
    ...(options.acceptCertificate === undefined ? {} : { acceptCertificate: options.acceptCertificate }),
    signal: context.signal,
  };
}
