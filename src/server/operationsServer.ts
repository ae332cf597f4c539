import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './httpsServer.ts';
import type { PrometheusMetrics } from './prometheus.ts';

export interface OperationsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (200, or 503 with the reason) and `/metrics` over plain HTTP, for networks where everybody may know
 * them: there is no authentication.
 *
 * @param problem what is wrong with the server, if anything
 * @throws {UserError} `port-in-use`, `usage`
 */
export async function startOperationsServer(
  place: { host: string; port: number },
  metrics: PrometheusMetrics,
  problem: () => Promise<string | undefined>,
): Promise<OperationsServer> {
  const answer = async ({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isReading = method === 'GET' || method === 'HEAD';
    if (isReading && url === '/healthz') {
      const found = await problem();
      const body = found === undefined ? { status: 'ok' } : { status: 'failing', problem: found };
      send(response, found === undefined ? 200 : 503, 'application/json', JSON.stringify(body));
    } else if (isReading && url === '/metrics') {
      const { type, body } = await metrics.text();
      send(response, 200, type, body);
    } else {
      send(response, 404, 'text/plain', 'Not found\n');
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.maxConnections = 16;
  const address = await listen(server, place);
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
