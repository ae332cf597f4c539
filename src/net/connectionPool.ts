import type { TLSSocket } from 'node:tls';
import { UserError } from '../common/errors.ts';
import { exchange, type RequestBody, type Response } from './http/exchange.ts';
import type { RequestHead } from './http/request.ts';
import type { Peer } from './peer.ts';
import { createSecureSocket, type SecureSocketOptions } from './tls/createSecureSocket.ts';
import type { TlsCredentials } from './tls/credentials.ts';

const maximumIdle = 2;

export interface PoolRequest {
  readonly head: RequestHead;
  readonly body?: RequestBody;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: SecureSocketOptions['onStage'];
}

/** The connections to one server; idle ones are used again. */
export class ConnectionPool {
  readonly peer: Peer;
  readonly credentials: TlsCredentials;
  #idle: IdleConnection[] = [];
  #isClosed = false;
  #tlsProtocol = '';

  constructor(peer: Peer, credentials: TlsCredentials) {
    this.peer = peer;
    this.credentials = credentials;
  }

  /** Such as `TLSv1.3`; empty before the first connection. */
  get tlsProtocol(): string {
    return this.#tlsProtocol;
  }

  /**
   * Sends a request. Only a GET is repeated, once, when an idle connection turns out to have been closed by the
   * server: it has no effect that could happen twice. Everything that is not idempotent gets a new connection.
   *
   * @throws {UserError} see `createSecureSocket` and `exchange`
   */
  async send(request: PoolRequest): Promise<Response> {
    const idle = request.head.method === 'GET' ? this.#takeIdle() : undefined;
    if (idle) {
      try {
        return await this.#exchange(idle, request);
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== 'connection-lost') throw error;
      }
    }
    const { signal, onStage } = request;
    const { peer, credentials } = this;
    const socket = await createSecureSocket({ peer, credentials, signal, onStage });
    this.#tlsProtocol = socket.getProtocol() ?? '';
    return this.#exchange(socket, request);
  }

  /** Closes what is idle; what is in use closes when it is done. */
  close(): void {
    this.#isClosed = true;
    for (const { socket } of this.#idle) socket.destroy();
    this.#idle = [];
  }

  #exchange(socket: TLSSocket, { head, body, signal }: PoolRequest): Promise<Response> {
    return exchange(socket, head, body, {
      peer: this.peer,
      authorityPath: this.credentials.files.authority,
      signal,
      onDone: (isReusable) => {
        if (isReusable) this.#keep(socket);
      },
    });
  }

  #keep(socket: TLSSocket): void {
    if (this.#isClosed || this.#idle.length >= maximumIdle) {
      socket.destroy();
      return;
    }
    const forget = () => {
      this.#idle = this.#idle.filter((other) => other.socket !== socket);
      socket.destroy();
    };
    // Whatever a server says without being asked is not an answer to what we ask next.
    socket.on('close', forget).on('data', forget);
    this.#idle.push({ socket, release: () => socket.off('close', forget).off('data', forget) });
  }

  #takeIdle(): TLSSocket | undefined {
    const idle = this.#idle.pop();
    idle?.release();
    return idle?.socket;
  }
}

interface IdleConnection {
  readonly socket: TLSSocket;
  readonly release: () => void;
}
