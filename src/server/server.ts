import type { Server } from 'node:https';
import { systemCode } from '../common/errors.ts';
import { answer } from './answer.ts';
import { Connections } from './connections.ts';
import { createHttpsServer, listen, secureContextOf } from './httpsServer.ts';
import { type OperationsServer, startOperationsServer } from './operationsServer.ts';
import { Revocations } from './revocations.ts';
import { noMetrics } from './serverMetrics.ts';
import type { ServerOptions } from './serverOptions.ts';
import { createServices, type RunningServices } from './services.ts';

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** Where `/healthz` and `/metrics` are, if they were asked for. */
  readonly metricsPort: number | undefined;
  /**
   * Drains, then accepts nothing new, lets running requests finish for a while, cuts the rest off; resolves when all is
   * gone.
   */
  close(): Promise<void>;
}

/**
 * Starts the companion server: HTTPS (TLS 1.2 at least) that asks for a client certificate, and speaks both levels
 * of the protocol.
 *
 * @throws {UserError} `port-in-use`; `usage` when the address, the certificate or the revocation list cannot be
 * used; `path-unreadable`, `write-refused`, `disk-full` for the data folder.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { revocationListPath, authorityPem, log, host } = options;
  const revocations = new Revocations(revocationListPath, authorityPem, log);
  const server = createHttpsServer(options, revocations.pem);
  const connections = new Connections(
    server,
    options.graceMilliseconds ?? 5000,
    options.maximumConnections ?? 512,
  );
  // The data folder is opened last: a second server that finds the port taken must not touch the first one's
  // uploads.
  const { port } = await listen(server, options);
  let services: RunningServices | undefined;
  let operations: OperationsServer | undefined;
  const end = async (): Promise<void> => {
    if (services !== undefined) {
      log({ level: 'info', event: 'closing', facts: { connections: connections.count } });
      await connections.drain(options.drainMilliseconds ?? 0);
    }
    revocations.close();
    await connections.close();
    await services?.close();
    await operations?.close();
  };
  let ending: Promise<void> | undefined;
  const close = (): Promise<void> => {
    ending ??= end();
    return ending;
  };
  const starting = start(options, connections).then((started) => {
    ({ services, operations } = started);
    return started.services;
  });
  server.on('request', (request, response) => {
    // A certificate that has been revoked just now.
    if (request.socket.destroyed) return;
    connections.run(response, () =>
      starting
        .then((ready) => answer(ready, request, response))
        // Whoever called startServer is told, the clients see the connection end.
        .catch(() => void response.destroy()),
    );
  });
  logFailures(server, options);
  honour(revocations, server, connections, options);
  try {
    await starting;
  } catch (error) {
    await close();
    throw error;
  }
  log({ level: 'info', event: 'listening', facts: { host, port } });
  return { host, port, metricsPort: operations?.port, close };
}

async function start(
  options: ServerOptions,
  connections: Connections,
): Promise<{ services: RunningServices; operations: OperationsServer | undefined }> {
  const { metricsPort: port, metricsHost: host = '127.0.0.1' } = options;
  if (port === undefined) {
    return { services: await createServices(options, noMetrics), operations: undefined };
  }
  const { PrometheusMetrics } = await import('./prometheus.ts');
  let services: RunningServices | undefined;
  const metrics = new PrometheusMetrics({
    sessions: () => services?.sessions.count ?? 0,
    connections: () => connections.count,
  });
  services = await createServices(options, metrics);
  const ready = services;
  try {
    const operations = await startOperationsServer({ host, port }, metrics, async () =>
      connections.isClosing ? 'closing' : ready.problem(),
    );
    return { services, operations };
  } catch (error) {
    await services.close();
    throw error;
  }
}

/** A revoked certificate opens no connection, asks for nothing more, and what it is in the middle of ends. */
function honour(
  revocations: Revocations,
  server: Server,
  connections: Connections,
  options: ServerOptions,
): void {
  const refresh = (): void => {
    if (!revocations.refresh()) return;
    // Tickets of earlier sessions end with the old context: a resumed session is not checked again.
    server.setSecureContext(secureContextOf(options, revocations.pem));
    connections.cutOff((certificate) => revocations.isRevoked(certificate));
  };
  // Before the listener that begins the handshake.
  server.prependListener('connection', refresh);
  server.prependListener('request', refresh);
  revocations.watch(refresh);
}

function logFailures(server: Server, { log }: ServerOptions): void {
  server.on('error', (error) => {
    log({ level: 'error', event: 'server-failed', facts: { problem: error.message } });
  });
  server.on('tlsClientError', (error, socket) => {
    // What is wrong with a certificate; the error itself then says no more than that the connection has ended.
    const { authorizationError, remoteAddress: address } = socket;
    const problem = authorizationError ? String(authorizationError) : (systemCode(error) ?? error.message);
    log({ level: 'info', event: 'handshake-failed', facts: { problem, address } });
  });
}
