import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { UserError } from '../../common/errors.ts';
import type { Peer } from '../peer.ts';
import type { TlsCredentials } from './credentials.ts';
import { toUserError } from './tlsErrors.ts';

const connectSeconds = 10;
const handshakeSeconds = 10;

/** `credentials`: the connection is up, and the login is on its way. */
export type ConnectionStage = 'connecting' | 'handshake' | 'credentials';

export interface SecureSocketOptions {
  readonly peer: Peer;
  readonly credentials: TlsCredentials;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: ((stage: ConnectionStage) => void) | undefined;
}

/**
 * Opens a mutually authenticated TLS connection. The server is checked against our authority alone, and
 * against the name or address that the user typed.
 *
 * @throws {UserError} with a sentence for each way it can fail; an abort of the signal as it is
 */
export function createSecureSocket(options: SecureSocketOptions): Promise<TLSSocket> {
  const { peer, credentials, signal, onStage } = options;
  // That variable would silently turn the check of the server off in libraries and in Node itself.
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    throw new UserError('tls-verification-disabled', {});
  signal?.throwIfAborted();

  const host = peer.host.replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve, reject) => {
    onStage?.('connecting');
    const socket = connect({
      host,
      port: peer.port,
      ...(isIP(host) ? {} : { servername: host }),
      secureContext: credentials.context,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      checkServerIdentity: (_servername, certificate) => checkName(peer, host, certificate),
    });
    let timer = setTimeout(timeOut, connectSeconds * 1000, 'connect', connectSeconds);

    function timeOut(stage: 'connect' | 'handshake', seconds: number): void {
      socket.destroy(new UserError('connection-timed-out', { ...peer, stage, seconds }));
    }
    function abort(): void {
      socket.destroy(signal?.reason);
    }
    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.off('error', fail);
      socket.off('close', closed);
    }
    function fail(error: unknown): void {
      settle();
      socket.destroy();
      reject(signal?.aborted ? signal.reason : toUserError(error, peer, credentials.files.authority));
    }
    function closed(): void {
      fail(new UserError('connection-lost', peer));
    }

    // Between two requests nobody listens; an error is then learnt from the socket being closed.
    socket.on('error', () => {});
    signal?.addEventListener('abort', abort);
    socket.once('error', fail);
    socket.once('close', closed);
    socket.once('connect', () => {
      clearTimeout(timer);
      timer = setTimeout(timeOut, handshakeSeconds * 1000, 'handshake', handshakeSeconds);
      onStage?.('handshake');
    });
    socket.once('secureConnect', () => {
      settle();
      socket.setNoDelay(true);
      onStage?.('credentials');
      resolve(socket);
    });
  });
}

/** Node would fall back to the common name of a certificate without alternative names; we do not (RFC 9525). */
function checkName(peer: Peer, host: string, certificate: PeerCertificate): Error | undefined {
  const names = certificate.subjectaltname ?? '';
  if (names !== '' && !checkServerIdentity(host, certificate)) return undefined;
  return new UserError('server-name-mismatch', { ...peer, names: names.replaceAll(/DNS:|IP Address:/g, '') });
}
