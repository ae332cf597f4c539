import type { X509Certificate } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';

/**
 * Knows what is open and running on a server, so that it can be closed without cutting off what still works.
 */
export class Connections {
  readonly #server: Server;
  readonly #graceMilliseconds: number;
  readonly #sockets = new Set<Socket>();
  readonly #secured = new Set<TLSSocket>();
  readonly #running = new Map<ServerResponse, Promise<unknown>>();
  #closing = false;

  constructor(server: Server, graceMilliseconds: number) {
    this.#server = server;
    this.#graceMilliseconds = graceMilliseconds;
    // Beneath TLS: a connection counts from before its handshake.
    server.on('connection', (socket: Socket) => remember(this.#sockets, socket));
    server.on('secureConnection', (socket: TLSSocket) => remember(this.#secured, socket));
  }

  /** How many there are, those before their handshake included. */
  get count(): number {
    return this.#sockets.size;
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  /** Counts a request as running until its handler has settled and its response has gone. */
  track(response: ServerResponse, handled: Promise<void>): void {
    if (this.#closing) response.shouldKeepAlive = false;
    // Writing to a client that has left is an event of its own, beside the error the handler gets.
    response.on('error', () => undefined);
    const gone = new Promise((resolve) => response.once('close', resolve));
    const running = Promise.allSettled([handled, gone]);
    this.#running.set(response, running);
    running.then(() => this.#running.delete(response));
  }

  /** Cuts off the clients whose certificate is one of those, in the middle of what they do. */
  cutOff(isUnwanted: (certificate: X509Certificate | undefined) => boolean): void {
    for (const socket of this.#secured) if (isUnwanted(socket.getPeerX509Certificate())) socket.destroy();
  }

  /**
   * Goes on as before for a while, so that a balancer learns that this server is about to end, and sends clients elsewhere.
   * Whoever keeps a connection is told to open another one.
   */
  async drain(milliseconds: number): Promise<void> {
    this.#closing = true;
    for (const response of this.#running.keys()) response.shouldKeepAlive = false;
    if (milliseconds > 0) await setTimeout(milliseconds);
  }

  /** Accepts nothing new, waits for what runs, and after the time of grace cuts off the rest. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const response of this.#running.keys()) response.shouldKeepAlive = false;
    const cutOff = globalThis.setTimeout(() => this.#destroySockets(), this.#graceMilliseconds);
    while (this.#running.size > 0) await Promise.all(this.#running.values());
    clearTimeout(cutOff);
    this.#destroySockets();
    await closed;
  }

  #destroySockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function remember<T extends Socket>(sockets: Set<T>, socket: T): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}
