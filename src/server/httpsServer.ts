import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { systemCode, UserError } from '../common/errors.ts';
import type { ServerOptions } from './serverOptions.ts';

const maximumConnections = 512;

/**
 * The HTTPS server, not yet listening.
 *
 * @throws {UserError} `usage` when the certificate, its key or the authority cannot be used.
 */
export function createHttpsServer(options: ServerOptions): Server {
  try {
    const server = createServer({
      cert: options.certificatePem,
      key: options.privateKeyPem,
      ca: options.authorityPem,
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: options.requireClientCertificate ?? true,
      handshakeTimeout: 15_000,
      headersTimeout: 15_000,
      // The whole of a long upload may take hours; silence ends it instead.
      requestTimeout: 0,
      keepAliveTimeout: 60_000,
    });
    server.timeout = options.idleMilliseconds ?? 120_000;
    server.maxConnections = maximumConnections;
    return server;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'usage',
      { reason: `the server's certificate cannot be used: ${problem}` },
      { cause: error },
    );
  }
}

/**
 * @throws {UserError} `port-in-use`, or `usage` when the address cannot be listened on for another reason.
 */
export function listen(server: Server, { host, port }: ServerOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      const code = systemCode(error);
      if (code === 'EADDRINUSE') reject(new UserError('port-in-use', { host, port }, { cause: error }));
      else
        reject(
          new UserError(
            'usage',
            { reason: `cannot listen on ${host}, port ${port}: ${code}` },
            { cause: error },
          ),
        );
    };
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve(server.address() as AddressInfo);
    });
  });
}
