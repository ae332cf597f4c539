import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line between client and server that counts what goes over it, and can be cut. */
export interface Line {
  readonly port: number;
  /** Bytes that the client sent so far. */
  readonly sent: () => number;
  /** Bytes that the client received so far. */
  readonly received: () => number;
  /** On how many connections the client has sent 64 KiB or more so far. */
  readonly loaded: () => number;
  /** Calls back once, when so many bytes more went by in both directions together. */
  after(bytes: number, then: () => void): void;
  /** Cuts all connections of the client. */
  cut(): void;
  /** Cuts the server off, while the client's connections stay open and silent. */
  freeze(): void;
  /** From now on so many bytes a second in each direction of a connection; null: as fast as it goes. */
  slow(bytesPerSecond: number | null): void;
  close(): Promise<void>;
}

/** More than any request has beside an archive. */
const load = 64 * 1024;

export async function createProxy(target: () => number): Promise<Line> {
  const clients = new Map<Socket, Socket>();
  let sent = 0;
  let received = 0;
  let loaded = 0;
  let rate: number | null = null;
  let trigger: { at: number; then: () => void } | undefined;

  function count(direction: 'sent' | 'received', length: number): void {
    if (direction === 'sent') sent += length;
    else received += length;
    if (!trigger || sent + received < trigger.at) return;
    const { then } = trigger;
    trigger = undefined;
    then();
  }

  function pace(from: Socket, length: number): void {
    if (rate === null) return;
    from.pause();
    setTimeout(() => from.resume(), (length / rate) * 1000);
  }

  const server = createServer((client) => {
    const upstream = connect(target(), '127.0.0.1');
    clients.set(client, upstream);
    let sentHere = 0;
    client
      .on('error', () => {})
      .on('data', (chunk) => {
        if (sentHere < load && sentHere + chunk.length >= load) loaded += 1;
        sentHere += chunk.length;
        count('sent', chunk.length);
        pace(client, chunk.length);
      });
    upstream
      .on('error', () => {})
      .on('data', (chunk) => {
        // What a server still sends to a client that is gone is received by nobody.
        if (!client.destroyed) count('received', chunk.length);
        pace(upstream, chunk.length);
      });
    client.pipe(upstream).pipe(client);
    client.on('close', () => {
      clients.delete(client);
      // What was counted still arrives.
      upstream.end();
    });
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const client of clients.keys()) client.destroy();
  };
  const freeze = () => {
    for (const [client, upstream] of clients) {
      client.unpipe().pause();
      upstream.removeAllListeners('close').destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    sent: () => sent,
    received: () => received,
    loaded: () => loaded,
    after(bytes, then) {
      trigger = { at: sent + received + bytes, then };
    },
    cut,
    freeze,
    slow(bytesPerSecond) {
      rate = bytesPerSecond;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
