import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { UserError } from '../common/errors.ts';
import { exchange, type Response } from './http/exchange.ts';
import type { Awaited } from './http/exchangeClock.ts';
import type { RequestHead } from './http/request.ts';
import type { RequestBody } from './http/requestSender.ts';
import type { Peer } from './peer.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';
import { createSecureSocket, type SecureSocketOptions, type ServerCheck } from './tls/createSecureSocket.ts';
import type { TlsCredentials } from './tls/credentials.ts';

const maximumIdle = 2;
/** How some servers end a handshake over a session that they cannot resume. */
const breakOffs: readonly UserError['code'][] = ['connection-lost', 'tls-failed', 'tls-nothing-in-common'];

export interface PoolRequest {
  readonly head: RequestHead;
  readonly body?: RequestBody;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: SecureSocketOptions['onStage'];
  /** Default `answer`: short, and all of it has to be there in time. */
  readonly awaited?: Awaited;
}

/** The connections to one server; idle ones are used again, and TLS sessions resumed. */
export class ConnectionPool {
  readonly peer: Peer;
  readonly credentials: TlsCredentials;
  readonly timeouts: Timeouts;
  readonly #checkServer: ServerCheck | undefined;
  readonly #open = new Set<TLSSocket>();
  #idle: IdleConnection[] = [];
  #isClosed = false;
  #tlsProtocol = '';
  #session: Buffer | undefined;
  #isAccepted = false;

  /** @param checkServer called for every new connection */
  constructor(
    peer: Peer,
    credentials: TlsCredentials,
    timeouts: Partial<Timeouts> = {},
    checkServer?: ServerCheck,
  ) {
    this.peer = peer;
    this.credentials = credentials;
    this.timeouts = { ...defaultTimeouts, ...timeouts };
    this.#checkServer = checkServer;
  }

  /** Such as `TLSv1.3`; empty before the first connection. */
  get tlsProtocol(): string {
    return this.#tlsProtocol;
  }

  /**
   * Sends a request. A GET or HEAD is repeated, once, when an idle connection turns out to have been closed by
   * the server: it has no effect that could happen twice (RFC 9110, section 9.2). Everything else is never repeated,
   * and gets a new connection unless the idle one was in use a moment ago, and the server said that it keeps it.
   *
   * @throws {UserError} see `createSecureSocket` and `exchange`
   */
  async send(request: PoolRequest): Promise<Response> {
    const mayRepeat = isSafe(request);
    const idle = await this.#takeIdle(
      ({ since, isPromised }) =>
        mayRepeat || (isPromised && performance.now() - since <= this.timeouts.fresh),
    );
    if (idle) {
      try {
        return await this.#exchange(idle, request);
      } catch (error) {
        if (!mayRepeat || !isOneOf(error, 'connection-lost')) throw error;
      }
    }
    return this.#exchange(await this.#connect(request), request);
  }

  /** Closes all connections; what is still being transferred fails as `connection-lost`. */
  close(): void {
    this.#isClosed = true;
    this.#idle = [];
    for (const socket of this.#open) socket.destroy();
  }

  async #connect(request: PoolRequest): Promise<TLSSocket> {
    const socket = await this.#openSocket(request).catch((error: unknown) => {
      // Some servers break the handshake off instead of ignoring a session that they cannot resume.
      if (!this.#session || !isOneOf(error, ...breakOffs)) throw error;
      this.#session = undefined;
      return this.#openSocket(request);
    });
    this.#tlsProtocol = socket.getProtocol() ?? '';
    // Up to TLS 1.2 the handshake does not end before the server has seen our certificate.
    if (this.#tlsProtocol !== 'TLSv1.3') this.#isAccepted = true;
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    if (this.#isClosed) {
      socket.destroy();
      throw new UserError('connection-lost', this.peer);
    }
    return socket;
  }

  #openSocket({ signal, onStage }: PoolRequest): Promise<TLSSocket> {
    return createSecureSocket({
      peer: this.peer,
      credentials: this.credentials,
      timeouts: this.timeouts,
      signal,
      onStage,
      checkServer: this.#checkServer,
      session: this.#session,
      onSession: (offered) => {
        this.#session = offered;
        // A server gives out sessions when it is content with us (RFC 8446, section 4.6.1).
        this.#isAccepted = true;
      },
    });
  }

  async #exchange(socket: TLSSocket, { head, body, signal, awaited }: PoolRequest): Promise<Response> {
    const response = await exchange(socket, head, body, {
      peer: this.peer,
      authorityPath: this.credentials.authorityPath,
      timeouts: this.timeouts,
      signal,
      awaited,
      isAccepted: () => this.#isAccepted,
      onFree: (isPromised) => this.#keep(socket, isPromised),
    });
    this.#isAccepted = true;
    return response;
  }

  #keep(socket: TLSSocket, isPromised: boolean): void {
    if (this.#isClosed || this.#idle.length >= maximumIdle) {
      socket.destroy();
      return;
    }
    const forget = () => {
      this.#idle = this.#idle.filter((other) => other.socket !== socket);
      socket.destroy();
    };
    // Whatever a server says without being asked is not an answer to what we ask next.
    const events = ['close', 'end', 'data', 'timeout'] as const;
    for (const event of events) socket.on(event, forget);
    socket.setTimeout(this.timeouts.keep);
    const release = () => {
      for (const event of events) socket.off(event, forget);
    };
    this.#idle.push({ socket, since: performance.now(), isPromised, release });
  }

  /**
   * A connection on which nothing lies unread, which would else be taken for the next answer.
   *
   * @param isFit whether the latest one will do
   */
  async #takeIdle(isFit: (idle: IdleConnection) => boolean): Promise<TLSSocket | undefined> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!isFit(idle)) {
        this.#idle.push(idle);
        return undefined;
      }
      // Between the two, everything is read that has arrived so far; if there is anything, the connection is closed.
      await nextTurn();
      await nextTurn();
      idle.release();
      if (!idle.socket.destroyed) return idle.socket;
    }
    return undefined;
  }
}

interface IdleConnection {
  readonly socket: TLSSocket;
  /** When it was last in use (`performance.now`). */
  readonly since: number;
  /** The server said that it keeps it. */
  readonly isPromised: boolean;
  readonly release: () => void;
}

function isSafe({ head: { method } }: PoolRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isOneOf(error: unknown, ...codes: readonly UserError['code'][]): boolean {
  return error instanceof UserError && codes.includes(error.code);
}
