import type { X509Certificate } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { Places } from './places.ts';

/**
 * Knows what is open and running on a server, so that it can be closed without cutting off what still works.
 */
export class Connections {
  readonly #server: Server;
  readonly #graceMilliseconds: number;
  readonly #places: Places;
  readonly #sockets = new Set<Socket>();
  readonly #secured = new Set<TLSSocket>();
  readonly #running = new Map<ServerResponse, Promise<unknown>>();
  /** Settles when all requests so far of a connection have been answered. */
  readonly #answered = new WeakMap<Socket, Promise<unknown>>();
  #closing = false;

  /** @param maximum how many may be open, besides as many that have not finished their handshake */
  constructor(server: Server, graceMilliseconds: number, maximum: number) {
    this.#server = server;
    this.#graceMilliseconds = graceMilliseconds;
    this.#places = new Places(maximum);
    // Beneath TLS: a connection counts from before its handshake.
    server.on('connection', (socket: Socket) => {
      remember(this.#sockets, socket);
      this.#places.begin(socket);
    });
    server.on('secureConnection', (socket: TLSSocket) => {
      remember(this.#secured, socket);
      this.#places.secure(socket);
    });
  }

  /** How many there are, those before their handshake included. */
  get count(): number {
    return this.#sockets.size;
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  /**
   * Handles a request when all that came before it on its connection have been answered: whoever sends a thousand at once
   * gets one at a time done. It counts as running until its handler has settled and its response has gone.
   */
  run(response: ServerResponse, handle: () => Promise<void>): void {
    if (this.#closing) response.shouldKeepAlive = false;
    // Writing to a client that has left is an event of its own, beside the error the handler gets.
    response.on('error', () => undefined);
    const { socket } = response.req;
    const before = this.#answered.get(socket) ?? Promise.resolve();
    const running = before.then(() =>
      // Who has left in the meantime wants no answer.
      socket.destroyed ? undefined : Promise.allSettled([handle(), goneFrom(response, socket)]),
    );
    this.#answered.set(socket, running);
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

/** Resolves when the response has left, or the connection has closed without it. */
function goneFrom(response: ServerResponse, socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const gone = (): void => {
      socket.off('close', gone);
      resolve();
    };
    response.once('close', gone);
    socket.once('close', gone);
  });
}

function remember<T extends Socket>(sockets: Set<T>, socket: T): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}
