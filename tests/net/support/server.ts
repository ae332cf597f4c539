import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Peer } from '../../../src/net/peer.ts';
import { authority, serverIdentity } from './certificates.ts';

/** A server that lives as long as the test. */
export interface TestServer {
  readonly peer: Peer;
  /** Connections that were made so far. */
  readonly connections: () => number;
}

/** What the server does with its first, second, third … connection; the last one with all that follow. */
export type Script = (visitor: Visitor) => Promise<void> | void;

/** A TLS server that does exactly what the scripts say, byte by byte. */
export async function serveTls(scripts: readonly Script[], options: TlsOptions = {}): Promise<TestServer> {
  let count = 0;
  const wires = new Map<number | undefined, Socket>();
  const server = createServer(
    {
      ...serverIdentity,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: true,
      ...options,
    },
    (socket) => {
      const script = scripts[Math.min(count, scripts.length - 1)];
      count += 1;
      // A client that leaves in the middle is part of many tests.
      socket.on('error', () => {});
      Promise.resolve(script?.(new Visitor(socket, wires.get(socket.remotePort)))).catch(() =>
        socket.destroy(),
      );
    },
  );
  server.on('tlsClientError', () => {});
  server.on('connection', (wire: Socket) => wires.set(wire.remotePort, wire));
  return { peer: await listen(server), connections: () => count };
}

/** A server that speaks no TLS. */
export async function serveTcp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  let count = 0;
  const server = createTcpServer((socket) => {
    count += 1;
    socket.on('error', () => {});
    onConnection(socket);
  });
  return { peer: await listen(server), connections: () => count };
}

export async function listen(server: Server, host = '127.0.0.1'): Promise<Peer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });
  return { host, port: (server.address() as AddressInfo).port };
}

/** The server's end of one connection. */
export class Visitor {
  readonly socket: TLSSocket;
  /** Settles when the connection is gone. */
  readonly gone: Promise<void>;
  /** What came in each TLS record. */
  readonly records: string[] = [];
  /** The connection beneath TLS. */
  readonly #wire: Socket | undefined;
  #received = '';
  #changed = Promise.withResolvers<void>();

  constructor(socket: TLSSocket, wire: Socket | undefined) {
    this.socket = socket;
    this.#wire = wire;
    this.gone = new Promise((resolve) => socket.on('close', () => resolve()));
    socket.on('data', (chunk: Buffer) => {
      this.records.push(chunk.toString('latin1'));
      this.#received += chunk.toString('latin1');
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    });
  }

  /** Waits for so many bytes, or the end of a head, and takes them. @throws when the connection ends before */
  async take(until: number | '\r\n\r\n'): Promise<string> {
    for (;;) {
      const end = typeof until === 'number' ? until : this.#received.indexOf(until) + until.length;
      const isThere = typeof until === 'number' ? this.#received.length >= end : end >= until.length;
      if (isThere) {
        const taken = this.#received.slice(0, end);
        this.#received = this.#received.slice(end);
        return taken;
      }
      await Promise.race([
        this.#changed.promise,
        this.gone.then(() => {
          throw new Error('gone');
        }),
      ]);
    }
  }

  /** Waits for a whole request. */
  async request(): Promise<{ head: string; body: string }> {
    const head = await this.take('\r\n\r\n');
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    return { head, body: await this.take(length) };
  }

  /** Sends text in Latin-1, `↵` for CR LF; settles when it has left. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytesOf(text), () => resolve()));
  }

  /** Waits for a request and answers it. */
  async answer(body: string, status = '200 OK'): Promise<void> {
    await this.request();
    await this.send(`HTTP/1.1 ${status}↵Content-Length: ${Buffer.byteLength(body, 'latin1')}↵↵${body}`);
  }

  /** Breaks the connection off as a crash does, without the end that TLS and TCP would announce. */
  reset(): void {
    this.#wire?.resetAndDestroy();
  }

  /** Sends the same again and again until the client has enough; resolves with the bytes that left. */
  async sendForever(text: string): Promise<number> {
    const bytes = bytesOf(text);
    let sent = 0;
    while (!this.socket.destroyed) {
      if (this.socket.write(bytes)) continue;
      await Promise.race([once(this.socket, 'drain').catch(() => {}), this.gone]);
      sent += bytes.length;
    }
    return sent;
  }
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll('↵', '\r\n'), 'latin1');
}
