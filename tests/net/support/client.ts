import { onTestFinished } from 'vitest';
import { ConnectionPool, type PoolRequest } from '../../../src/net/connectionPool.ts';
import type { Response } from '../../../src/net/http/exchange.ts';
import type { Peer } from '../../../src/net/peer.ts';
import type { Timeouts } from '../../../src/net/timeouts.ts';
import type { ServerCheck } from '../../../src/net/tls/createSecureSocket.ts';
import { loadTlsCredentials } from '../../../src/net/tls/credentials.ts';
import { type Identity, writeFiles } from './certificates.ts';
import type { TestServer } from './server.ts';

/** A pool that lives as long as the test. */
export async function poolFor(
  { peer }: Pick<TestServer, 'peer'>,
  {
    identity,
    checkServer,
    ...timeouts
  }: Partial<Timeouts> & { readonly identity?: Identity; readonly checkServer?: ServerCheck } = {},
): Promise<ConnectionPool> {
  const credentials = await loadTlsCredentials(await writeFiles(identity));
  const pool = new ConnectionPool(peer, credentials, timeouts, checkServer);
  onTestFinished(() => pool.close());
  return pool;
}

export function get(peer: Peer, options: Partial<PoolRequest> = {}): PoolRequest {
  return { head: { method: 'GET', target: '/x', headers: [['Host', peer.host]] }, ...options };
}

/** A request with the body that the chunks make, announced with their length or another. */
export function post(
  peer: Peer,
  chunks: AsyncIterable<Uint8Array>,
  length: number,
  options: Partial<PoolRequest> = {},
): PoolRequest {
  const headers = [
    ['Host', peer.host],
    ['Content-Length', String(length)],
  ] as const;
  return { head: { method: 'POST', target: '/x', headers }, body: { length, chunks }, ...options };
}

/** So many chunks of so many bytes, and a count of what was asked for. */
export class Chunks implements AsyncIterable<Buffer> {
  given = 0;
  isReleased = false;
  readonly #count: number;
  readonly #size: number;

  constructor(count: number, size: number) {
    this.#count = count;
    this.#size = size;
  }

  get length(): number {
    return this.#count * this.#size;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    try {
      for (; this.given < this.#count; this.given += 1) yield Buffer.alloc(this.#size, 'x');
    } finally {
      this.isReleased = true;
    }
  }
}

export async function textOf({ body }: Response): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}
