import { UserError } from '../common/errors.ts';
import { requestLogin, type SessionId } from '../net/api.ts';
import type { Session } from './session.ts';

/**
 * Makes a request with the session's id; logs in again, once, when the server has ended the session meanwhile.
 *
 * @throws {UserError} what the request throws; `wrong-credentials` when the login is not accepted any more
 */
export async function withSessionId<Result>(
  session: Session,
  request: (sessionId: SessionId) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const { sessionId } = session.access;
  try {
    return await request(sessionId);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'session-ended') throw error;
    // Another request may have logged in again already.
    if (session.access.sessionId === sessionId) {
      const { username, password, pool } = session;
      session.access.sessionId = (await requestLogin(pool, { username, password }, { signal })).sessionId;
    }
    return request(session.access.sessionId);
  }
}
