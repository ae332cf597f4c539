import { z } from 'zod';
import type { PublicHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { readJson } from '../requestBody.ts';
import { sendJson } from '../respond.ts';

const credentialsSchema = z.object({ username: z.string().max(256), password: z.string().max(4096) });

/** What this server can do beyond the base level of the protocol. */
const capabilities = { list: 2 };

/** `POST /login`: opens a session for the right password. */
export const login: PublicHandler = async (
  services,
  { request, response, address, certificateFingerprint },
) => {
  const { username, password } = await readJson(request, credentialsSchema);
  const key = JSON.stringify([address, username]);
  const matches = await services.loginThrottle.attempt(key, () =>
    services.verifyPassword(username, password),
  );
  if (!matches) {
    services.log({ level: 'warning', event: 'login-failed', facts: { username, address } });
    throw new HttpError(401, 'Invalid username or password');
  }
  const session = services.sessions.open(username, certificateFingerprint);
  services.log({ level: 'info', event: 'login', facts: { username, address } });
  sendJson(response, 200, {
    message: 'Login successful!',
    session_id: session.id,
    expires_in: services.sessions.idleSeconds,
    capabilities,
  });
};
