import type { Client } from '../client/client.ts';
import { expiringSoon } from '../client/expiry.ts';
import type { Session } from '../client/session.ts';
import { sessionNotes } from '../text/sessionNotes.ts';
import type { Context } from './context.ts';
import { type AcceptedLogin, loginOptionsOf } from './loginOptions.ts';
import { openSession } from './openSession.ts';

/**
 * Logs in with what the options, the environment, the configuration and the memory tell, works, and logs out.
 *
 * @param work gets the session, and what was accepted for it
 * @param purpose what is known of the work before
 */
export async function withSession<Result>(
  context: Context,
  work: (client: Client<Session>, session: Session, accepted: AcceptedLogin) => Promise<Result>,
  purpose: Pick<AcceptedLogin, 'willSeal'> = {},
): Promise<Result> {
  const options = { ...(await loginOptionsOf(context)), ...purpose };
  const { client } = await import('../client/index.ts');
  const { session, accepted } = await openSession(context, client, options);
  const expiring = expiringSoon(session, new Date());
  const notes = sessionNotes({ ...session, expiring }, context.language);
  if (notes.length > 0) context.output.note(notes.join(' '));
  try {
    return await work(client, session, accepted);
  } finally {
    await client.logout(session);
  }
}
