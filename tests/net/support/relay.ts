import { connect } from 'node:net';
import { serveTcp, type TestServer } from './server.ts';

/** A line to a server on which bytes can be held back, so that the client gets several records with one read. */
export interface Relay extends TestServer {
  /** Holds what the server sends from now on, until it is so many bytes. */
  hold(bytes: number): void;
}

export async function relayTo({ peer }: TestServer): Promise<Relay> {
  let wanted = 0;
  const line = await serveTcp((client) => {
    const server = connect(peer.port, peer.host);
    let held = Buffer.alloc(0);
    client.on('data', (bytes) => server.write(bytes)).on('close', () => server.destroy());
    server.on('error', () => {}).on('close', () => client.destroy());
    server.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      if (held.length < wanted) return;
      client.write(held);
      held = Buffer.alloc(0);
      wanted = 0;
    });
  });
  return {
    ...line,
    hold(bytes) {
      wanted = bytes;
    },
  };
}
