import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { UserError } from '../../common/errors.ts';
import { bareHost, type Peer } from '../peer.ts';
import { defaultTimeouts, type Timeouts } from '../timeouts.ts';
import type { TlsCredentials } from './credentials.ts';
import { codeOf, toUserError } from './tlsErrors.ts';

/** `credentials`: the connection is up, and the login is on its way. */
export type ConnectionStage = 'connecting' | 'handshake' | 'credentials';

/** What one read of the system brings; TLS records have at most 16 KiB. */
const readLength = 64 * 1024;

/** Looks at the certificate of a server before anything is sent. */
export type ServerCheck = (certificate: X509Certificate) => void;

export interface SecureSocketOptions {
  readonly peer: Peer;
  readonly credentials: TlsCredentials;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: ((stage: ConnectionStage) => void) | undefined;
  readonly timeouts?: Pick<Timeouts, 'connect' | 'handshake'>;
  /**
   * Called with the certificate of the server, once it has been verified; refuses it by throwing. Not called where a
   * session is resumed, in which no certificate is shown: only one that was checked can be.
   */
  readonly checkServer?: ServerCheck | undefined;
  /** Of an earlier connection to the same peer with the same credentials; it is then trusted as that one was. */
  readonly session?: Buffer | undefined;
  /** Told each session that a later connection may resume, also after this one is handed over. */
  readonly onSession?: (session: Buffer) => void;
}

/**
 * Opens a mutually authenticated TLS connection. The server is checked against our authority alone, and
 * against the name or address that the user typed. What its `data` event gives is overwritten by the next one.
 *
 * @throws {UserError} with a sentence for each way it can fail; an abort of the signal as it is
 */
export async function createSecureSocket(options: SecureSocketOptions): Promise<TLSSocket> {
  const { peer, credentials, signal, onStage, session, onSession, checkServer } = options;
  const { timeouts = defaultTimeouts } = options;
  // That variable would silently turn the check of the server off in libraries and in Node itself.
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    throw new UserError('tls-verification-disabled', {});
  const host = bareHost(peer);
  if (host === '') throw new UserError('host-unknown', peer);
  onStage?.('connecting');
  signal?.throwIfAborted();

  return new Promise((resolve, reject) => {
    // Always into the same memory: that takes half the time of Node's own streams. Its types leave it out.
    const onread = {
      buffer: Buffer.allocUnsafeSlow(readLength),
      callback: (length: number, memory: Buffer) => socket.emit('data', memory.subarray(0, length)),
    };
    const socket: TLSSocket = connect({
      host,
      port: peer.port,
      // SNI holds names only, without the dot at their end (RFC 6066, section 3).
      ...(isIP(host) ? {} : { servername: host.replace(/\.$/, '') }),
      secureContext: credentials.context,
      rejectUnauthorized: true,
      checkServerIdentity: (_servername, certificate) => checkName(peer, host, certificate),
      ...{ onread },
      ...(session ? { session } : {}),
    });
    let stage: 'connect' | 'handshake' = 'connect';
    // Up to TLS 1.2 they come before the server is checked; resumed, they would let in whom the check has refused.
    const sessions: Buffer[] = [];
    let timer = setTimeout(timedOut, timeouts.connect);

    function timeout(): UserError {
      return new UserError('connection-timed-out', { ...peer, stage, seconds: timeouts[stage] / 1000 });
    }
    function timedOut(): void {
      fail(timeout());
    }
    function abort(): void {
      settle();
      reject(signal?.reason);
      socket.destroy();
    }
    function fail(error: unknown): void {
      settle();
      // The system has its own idea of how long a connection may take.
      const known = codeOf(error) === 'ETIMEDOUT' ? timeout() : error;
      reject(toUserError(known, peer, credentials.authorityPath));
      socket.destroy();
    }
    function closed(): void {
      fail(new UserError('connection-lost', peer));
    }
    function connected(): void {
      stage = 'handshake';
      clearTimeout(timer);
      timer = setTimeout(timedOut, timeouts.handshake);
      onStage?.('handshake');
    }
    function secured(): void {
      try {
        if (checkServer && !socket.isSessionReused()) checkServer(certificateOf(socket));
      } catch (error) {
        fail(error);
        return;
      }
      settle();
      if (onSession) {
        for (const offered of sessions) onSession(offered);
        socket.off('session', keep).on('session', onSession);
      }
      socket.setNoDelay(true);
      onStage?.('credentials');
      resolve(socket);
    }
    function keep(offered: Buffer): void {
      sessions.push(offered);
    }
    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.off('connect', connected).off('secureConnect', secured).off('error', fail).off('close', closed);
    }

    // Between two requests nobody listens; an error is then learnt from the socket being closed.
    socket.on('error', () => {});
    if (onSession) socket.on('session', keep);
    socket.on('connect', connected).on('secureConnect', secured).on('error', fail).on('close', closed);
    signal?.addEventListener('abort', abort);
  });
}

function certificateOf(socket: TLSSocket): X509Certificate {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) throw new Error('the server shows no certificate');
  return certificate;
}

/**
 * Only alternative names count (RFC 9525, section 6.3): Node would fall back to the common name of a
 * certificate that has none for hosts.
 */
function checkName(peer: Peer, host: string, certificate: PeerCertificate): Error | undefined {
  const withoutCommonName = { ...certificate, subject: { ...certificate.subject, CN: '' } };
  if (!checkServerIdentity(host.replace(/%.*$/, ''), withoutCommonName)) return undefined;
  const names = certificate.subjectaltname ?? '';
  return new UserError('server-name-mismatch', { ...peer, names: names.replaceAll(/DNS:|IP Address:/g, '') });
}
