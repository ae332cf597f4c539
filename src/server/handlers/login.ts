import { z } from 'zod';
import { clientNetwork } from '../clientNetwork.ts';
import type { PublicHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { sendJson } from '../respond.ts';
import { readJson } from '../smallBody.ts';
import { tusPath } from '../tus/tusRequest.ts';

const credentialsSchema = z.object({ username: z.string().max(256), password: z.string().max(4096) });

/** What this server can do beyond the base level of the protocol. */
const capabilities = {
  raw: true,
  range: true,
  list: 2,
  delete: true,
  rewrap: true,
  tus: {
    path: tusPath,
    version: '1.0.0',
    extensions: ['creation', 'creation-with-upload', 'termination', 'expiration'],
  },
};

/** `POST /login`: opens a session for the right password. */
export const login: PublicHandler = async (
  services,
  { request, response, address, certificateFingerprint },
) => {
  const { loginThrottle, verifyPassword, sessions, metrics, log } = services;
  const { username, password } = await readJson(request, credentialsSchema);
  const client = certificateFingerprint || clientNetwork(address);
  const account = await loginThrottle
    .attempt({ address, username }, () => verifyPassword(client, username, password))
    .catch((error: unknown) => {
      if (error instanceof HttpError && error.status === 429) metrics.login('locked');
      throw error;
    });
  if (account === undefined) {
    metrics.login('refused');
    log({ level: 'warning', event: 'login-failed', facts: { username, address } });
    throw new HttpError(401, 'Invalid username or password');
  }
  const { generation } = account;
  const session = await sessions.open({ username: account.username, generation, certificateFingerprint });
  metrics.login('opened');
  log({ level: 'info', event: 'login', facts: { username, address } });
  sendJson(response, 200, {
    message: 'Login successful!',
    session_id: session.id,
    expires_in: sessions.lifeSeconds,
    capabilities,
  });
};
