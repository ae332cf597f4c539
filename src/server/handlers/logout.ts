import type { SessionHandler } from '../exchange.ts';
import { sendJson } from '../respond.ts';

/** `POST /logout`: ends the session. */
export const logout: SessionHandler = async (services, { response, session }) => {
  await services.sessions.end(session.id);
  sendJson(response, 200, { message: 'Logged out' });
};
