import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where to ask for the peers that all tests of a run share. */
    sharedPeers: string;
  }
}

interface Peer {
  /** What a test needs in order to reach it. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Each is started, in a folder of its own, when the first test asks for it. */
const starters: Readonly<Record<string, (folder: string) => Promise<Peer>>> = {
  async postgres() {
    const { startPostgres } = await import('../../scripts/postgres.ts');
    const { port, stop } = await startPostgres();
    return { address: String(port), stop };
  },
  async gateway(folder) {
    const { gatewayPeer } = await import('./gateway.ts');
    return gatewayPeer(folder);
  },
};

/** The address of a peer that all tests of a run share; it is started if this is the first to ask. */
export async function sharedPeer(name: string): Promise<string> {
  const socket = connect(inject('sharedPeers'));
  socket.end(name);
  const answer = await text(socket);
  const { address, problem } = JSON.parse(answer) as { address?: string; problem?: string };
  if (address === undefined) throw new Error(problem);
  return address;
}

/** Vitest's global set-up: waits for tests to ask, and stops in the end what was started. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-peers-'));
  const peers = new Map<string, Promise<Peer>>();
  async function find(name: string): Promise<Peer> {
    const known = peers.get(name);
    if (known !== undefined) return known;
    const starting = start(name, join(folder, name));
    peers.set(name, starting);
    return starting;
  }
  const server = createServer({ allowHalfOpen: true }, async (socket) => {
    const answer = await find(await text(socket)).then(
      ({ address }) => ({ address }),
      (error: unknown) => ({ problem: String(error) }),
    );
    socket.end(JSON.stringify(answer));
  });
  const path = join(folder, 'socket');
  server.listen(path);
  await once(server, 'listening');
  provide('sharedPeers', path);
  return async () => {
    server.close();
    for (const peer of await Promise.allSettled(peers.values())) {
      if (peer.status === 'fulfilled') await peer.value.stop();
    }
    await rm(folder, { recursive: true, force: true });
  };
}

async function start(name: string, folder: string): Promise<Peer> {
  const starter = starters[name];
  if (starter === undefined) throw new Error(`There is no peer ${name}.`);
  await mkdir(folder);
  return starter(folder);
}
