import { EventEmitter, on, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a hook was told, as far as tests look at it. */
export interface ToldDocument {
  readonly version: number;
  readonly event: string;
  readonly home: string;
  readonly host: string;
  readonly runs: readonly {
    readonly path: string;
    readonly result: string;
    readonly archive: string | null;
  }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Takes what webhooks send. */
export interface HookServer {
  readonly url: string;
  /** The next document; those that came before are kept. */
  next(): Promise<ToldDocument>;
  close(): Promise<void>;
}

export async function openHookServer(): Promise<HookServer> {
  const arrivals = new EventEmitter();
  const documents = on(arrivals, 'document');
  const server = createServer(async (request, response) => {
    arrivals.emit('document', JSON.parse(await text(request)));
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async next() {
      const { value } = (await documents.next()) as { value: [ToldDocument] };
      return value[0];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
