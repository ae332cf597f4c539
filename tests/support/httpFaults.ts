import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request: nothing, an answer instead of the real one, or an answer that ends after so many bytes. */
export type Fault =
  | 'none'
  | { readonly status: number; readonly code: string }
  | { readonly cutAfter: number };

/** Stands in front of an HTTP server, and lets happen to its answers what is to be tried. */
export interface FaultyFront {
  readonly endpoint: string;
  /** `METHOD path?query` of every request so far. */
  readonly requests: string[];
  /** Decides what happens to each request from now on. */
  fault: (line: string) => Fault;
  close(): Promise<void>;
}

export async function createFaultyFront(target: string): Promise<FaultyFront> {
  const { hostname, port } = new URL(target);
  const requests: string[] = [];
  const front: { fault: (line: string) => Fault } = { fault: () => 'none' };
  const server = createServer(async (incoming, outgoing) => {
    const line = `${incoming.method} ${incoming.url}`;
    requests.push(line);
    const fault = front.fault(line);
    if (fault !== 'none' && 'status' in fault) {
      incoming.resume();
      const body = `<Error><Code>${fault.code}</Code><Message>as asked for</Message></Error>`;
      outgoing.writeHead(fault.status, { 'Content-Type': 'application/xml' }).end(body);
      return;
    }
    const { method, url: path, headers } = incoming;
    const onward = request({ host: hostname, port, method, path, headers }).on('error', () =>
      incoming.destroy(),
    );
    incoming.pipe(onward);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    outgoing.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
    let left = fault === 'none' ? Number.POSITIVE_INFINITY : fault.cutAfter;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      outgoing.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) return void outgoing.destroy();
    }
    outgoing.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(front, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}
