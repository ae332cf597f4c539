import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/**
 * Knows what is open and running on a server, so that it can be closed without cutting off what still works.
 */
export class Connections {
  readonly #server: Server;
  readonly #graceMilliseconds: number;
  readonly #sockets = new Set<Socket>();
  readonly #running = new Map<ServerResponse, Promise<unknown>>();
  #closing = false;

  constructor(server: Server, graceMilliseconds: number) {
    this.#server = server;
    this.#graceMilliseconds = graceMilliseconds;
    // Beneath TLS: a connection counts from before its handshake.
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
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

  /** Accepts nothing new, waits for what runs, and after the time of grace cuts off the rest. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const response of this.#running.keys()) response.shouldKeepAlive = false;
    const cutOff = setTimeout(() => this.#destroySockets(), this.#graceMilliseconds);
    while (this.#running.size > 0) await Promise.all(this.#running.values());
    clearTimeout(cutOff);
    this.#destroySockets();
    await closed;
  }

  #destroySockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
