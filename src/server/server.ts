import { makePrivateFolder } from '../common/atomicFile.ts';
import { systemCode, UserError } from '../common/errors.ts';
import { verifyPassword } from './accounts.ts';
import { Connections } from './connections.ts';
import type { Services } from './exchange.ts';
import { FileStore } from './fileStore.ts';
import { createHttpsServer, listen } from './httpsServer.ts';
import { Limiter } from './limiter.ts';
import { LoginThrottle } from './loginThrottle.ts';
import { answer } from './router.ts';
import type { ServerOptions } from './serverOptions.ts';
import { Sessions } from './sessions.ts';

/** Each takes 64 MiB and a core; a second one uses the time the first spends waiting for memory. */
const concurrentPasswordChecks = 2;
const waitingPasswordChecks = 64;

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /**
   * Accepts nothing new, lets running requests finish for a while, cuts the rest off; resolves when all is
   * gone.
   */
  close(): Promise<void>;
}

/**
 * Starts the companion server: HTTPS (TLS 1.2 at least) that asks for a client certificate, on the base level
 * of the protocol plus `list: 2` and logout.
 *
 * @throws {UserError} `port-in-use`; `usage` when the address or the certificate cannot be used;
 * `write-refused`.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createHttpsServer(options);
  const connections = new Connections(server, options.graceMilliseconds ?? 5000);
  // The store is opened last: a second server that finds the port taken must not touch the first one's
  // uploads.
  const { port } = await listen(server, options);
  const services = createServices(options);
  server.on('request', (request, response) => {
    connections.track(
      response,
      services.then((ready) => answer(ready, request, response)),
    );
  });
  server.on('error', (error) => {
    options.log({ level: 'error', event: 'server-failed', facts: { problem: error.message } });
  });
  server.on('tlsClientError', (error, socket) => {
    const facts = { problem: systemCode(error) ?? error.message, address: socket.remoteAddress };
    options.log({ level: 'info', event: 'handshake-failed', facts });
  });
  try {
    await services;
  } catch (error) {
    await connections.close();
    throw error;
  }
  options.log({ level: 'info', event: 'listening', facts: { host: options.host, port } });
  return { host: options.host, port, close: () => connections.close() };
}

async function createServices(options: ServerOptions): Promise<Services> {
  const { dataFolder, log, clock = Date.now } = options;
  const passwordChecks = new Limiter(concurrentPasswordChecks, waitingPasswordChecks);
  try {
    await makePrivateFolder(dataFolder);
    return {
      store: options.store ?? (await FileStore.open(dataFolder)),
      sessions: new Sessions(options.sessionIdleSeconds ?? 3600, clock),
      loginThrottle: new LoginThrottle(clock),
      verifyPassword: (username, password) =>
        passwordChecks.run(() => verifyPassword(dataFolder, username, password)),
      maximumUploadBytes: options.maximumUploadBytes ?? 64 * 2 ** 30,
      log,
    };
  } catch (error) {
    throw new UserError(
      'write-refused',
      { path: dataFolder, reason: systemCode(error) ?? 'unknown' },
      { cause: error },
    );
  }
}
