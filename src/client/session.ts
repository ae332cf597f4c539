import type { Compression } from '../config/compression.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { homePaths } from '../config/home.ts';
import { type Capabilities, requestLogin, requestLogout, type SessionId } from '../net/api.ts';
import { ConnectionPool } from '../net/connectionPool.ts';
import type { Timeouts } from '../net/timeouts.ts';
import { loadTlsCredentials } from '../net/tls/credentials.ts';
import type { ServerAbilities, SessionInfo } from './client.ts';
import { type Keys, loadKeys } from './keys.ts';
import { ServerPin } from './serverPin.ts';
import type { LoginOptions } from './types.ts';

/** An open session: a server that knows us, and the keys that it must not know. */
export interface Session extends SessionInfo {
  readonly pool: ConnectionPool;
  /** Changes when the server ended the session and we logged in again. */
  readonly access: { sessionId: SessionId };
  readonly capabilities: Capabilities;
  readonly home: string;
  readonly keys: Keys;
  /** Whether uploads are compressed where nobody says so. */
  readonly compress: Compression;
  /** For logging in again, and for legacy archives, which are opened with it. */
  readonly password: string;
  /** Names given to archives in this session, so that two in one second differ. */
  readonly givenNames: Set<string>;
}

/**
 * Connects, checks the server, shows it our certificate, and logs in.
 *
 * @throws {UserError} of the keys, the certificates, the connection, `server-certificate-changed`, or
 *   `wrong-credentials`
 */
export async function loginToServer(options: LoginOptions): Promise<Session> {
  const { host, port, username, password, signal, onStage } = options;
  const keys = await loadKeys({
    passphrase: options.passphrase || password,
    sealForPassphrase: Boolean(options.passphrase),
    recipients: options.recipients,
    identityFiles: options.identityFiles,
    willSeal: options.willSeal,
  });
  const config = await loadConfig(options.home);
  const timeouts = timeoutsOf(config);
  const credentials = await loadTlsCredentials(homePaths(options.home), options.keyPassphrase);
  const pin = await ServerPin.load(options.home, { host, port }, options.acceptCertificate);
  const pool = new ConnectionPool({ host, port }, credentials, timeouts, pin.check);
  try {
    const { sessionId, capabilities } = await requestLogin(pool, { username, password }, { signal, onStage });
    const server = await pin.save();
    const isSealedForPassword =
      !options.recipients?.length && (!options.passphrase || options.passphrase === password);
    return {
      host,
      port,
      username,
      tlsProtocol: pool.tlsProtocol,
      clientCertificateExpires: credentials.clientCertificateExpires,
      authorityExpires: credentials.authorityExpires,
      serverCertificateExpires: server.validTo,
      isServerRenewed: pin.change === 'renewed',
      readsInPart: Boolean(capabilities.raw && capabilities.range),
      passphraseIsPassword: isSealedForPassword,
      pool,
      access: { sessionId },
      capabilities,
      abilities: abilitiesOf(capabilities),
      home: options.home,
      keys,
      compress: config.compress ?? 'auto',
      password,
      givenNames: new Set(),
    };
  } catch (error) {
    pool.close();
    throw error;
  }
}

function abilitiesOf({ delete: deletes, tus }: Capabilities): ServerAbilities {
  return { deletes: deletes === true, resumesUploads: tus !== undefined };
}

/** What the configuration says of timeouts, in milliseconds. */
export function timeoutsOf({ timeouts = {} }: Config): Partial<Timeouts> {
  return Object.fromEntries(Object.entries(timeouts).map(([name, seconds]) => [name, seconds * 1000]));
}

/** Forgets the keys, and ends the session on the server where it can. Never throws. */
export async function logout(session: Session): Promise<void> {
  await session.keys.destroy();
  // A server of the base level knows no logout, and one that is gone needs none.
  await requestLogout(session.pool, session.access.sessionId).catch(() => {});
  session.pool.close();
}
