import { createServer, type Server } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { systemCode, UserError } from '../common/errors.ts';
import type { ServerOptions } from './serverOptions.ts';

const maximumHeadBytes = 16 * 1024;

/**
 * The HTTPS server, not yet listening.
 *
 * @param revocationListPem the certificates that are refused, if any
 * @throws {UserError} `usage` when the certificate, its key or the authority cannot be used.
 */
export function createHttpsServer(options: ServerOptions, revocationListPem: string | undefined): Server {
  try {
    const server = createServer({
      ...secureContextOf(options, revocationListPem),
      requestCert: true,
      rejectUnauthorized: options.requireClientCertificate ?? true,
      handshakeTimeout: 15_000,
      headersTimeout: 15_000,
      maxHeaderSize: maximumHeadBytes,
      // The whole of a long upload may take hours; silence ends it instead.
      requestTimeout: 0,
      keepAliveTimeout: 60_000,
    });
    server.timeout = options.idleMilliseconds ?? 120_000;
    return server;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('usage', { problem: 'server-certificate', reason }, { cause: error });
  }
}

/** What handshakes are made with, from now on when the list has changed. */
export function secureContextOf(
  { certificatePem, privateKeyPem, authorityPem }: ServerOptions,
  revocationListPem: string | undefined,
): SecureContextOptions {
  return {
    cert: certificatePem,
    key: privateKeyPem,
    ca: authorityPem,
    minVersion: 'TLSv1.2',
    ...(revocationListPem !== undefined && { crl: revocationListPem }),
  };
}

/**
 * @throws {UserError} `port-in-use`, or `usage` when the address cannot be listened on for another reason.
 */
export function listen(
  server: NetServer,
  { host, port }: { host: string; port: number },
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      const code = systemCode(error);
      if (code === 'EADDRINUSE') reject(new UserError('port-in-use', { host, port }, { cause: error }));
      else {
        const facts = { host, port, reason: code ?? error.message };
        reject(new UserError('usage', { problem: 'cannot-listen', ...facts }, { cause: error }));
      }
    };
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve(server.address() as AddressInfo);
    });
  });
}
