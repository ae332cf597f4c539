import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Forged } from '../../support/forge.ts';
import { cleanEnvironment } from '../../support/program.ts';

/** A server of a test, which has to be closed. */
export interface FaultyServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A `openssl s_server`. Values that are PEM texts become files. */
export interface OpensslServer {
  readonly identity: Forged;
  /** What it sends besides its own certificate. */
  readonly chain?: readonly Forged[];
  /** The text of a file for each option. */
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  readonly host?: string;
}

/** Starts `openssl s_server` on a free port; it answers a login as a server of ours does. */
export async function startOpenssl(wanted: OpensslServer): Promise<FaultyServer> {
  const { identity, chain = [], files = {}, options = [], host = '127.0.0.1' } = wanted;
  const folder = await mkdtemp(join(tmpdir(), 's-server-'));
  const contents: Record<string, string> = { ...files, cert: identity.cert, key: identity.key };
  if (chain.length > 0) contents['cert_chain'] = chain.map(({ cert }) => cert).join('');
  const named: string[] = [];
  for (const [option, content] of Object.entries(contents)) {
    const path = join(folder, `${option}.pem`);
    await writeFile(path, content);
    named.push(`-${option}`, path);
  }
  const address = host.includes(':') ? `[${host}]:0` : `${host}:0`;
  const child = spawn('openssl', ['s_server', '-accept', address, '-naccept', '4', ...named, ...options], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  let port: number | undefined;
  const listening = Promise.withResolvers<number>();
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString('latin1');
  });
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString('latin1');
    port ??= Number(/^ACCEPT .*:(\d+)$/m.exec(said)?.[1]) || undefined;
    if (port !== undefined) listening.resolve(port);
    const body = /POST \/login/.test(data.toString('latin1'))
      ? '{"message":"","session_id":"x"}'
      : '{"message":""}';
    if (/^POST \//m.test(data.toString('latin1')))
      child.stdin.write(
        `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}\n`,
      );
  });
  child.stdin.on('error', () => {});
  const closed = once(child, 'close');
  closed.then(() => listening.reject(new Error(`openssl s_server ended:\n${said}`)));
  return {
    port: await listening.promise,
    async close() {
      child.kill('SIGKILL');
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a server that speaks no TLS. */
export async function startTcp(onConnection: (socket: Socket) => void): Promise<FaultyServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port on which nobody listens. */
export async function startNothing(): Promise<FaultyServer> {
  const server = await startTcp(() => {});
  await server.close();
  return { port: server.port, close: async () => {} };
}
