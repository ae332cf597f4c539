import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hasPeers } from './peers.ts';

/** The configuration that the documents recommend. */
export const recommendedPath = fileURLToPath(new URL('../../docs/haproxy.cfg', import.meta.url));

export function hasHaproxy(): boolean {
  return hasPeers([['haproxy', '-v']], 'haproxy');
}

/** Where one server is. */
export interface Balanced {
  readonly port: number;
  readonly metricsPort: number;
}

export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts HAProxy on loopback with the recommended configuration, and the servers of this machine in it.
 *
 * @param folder for its configuration
 * @param port a free one
 */
export async function startBalancer(
  folder: string,
  port: number,
  servers: readonly Balanced[],
): Promise<Balancer> {
  const path = join(folder, 'haproxy.cfg');
  await writeFile(path, configurationFor(await readFile(recommendedPath, 'utf8'), port, servers));
  const child = spawn('setpriv', ['--pdeathsig=SIGKILL', 'haproxy', '-db', '-f', path], { stdio: 'ignore' });
  const closed = once(child, 'close');
  while (child.exitCode === null && !(await isListening(port))) await setTimeout(20);
  if (child.exitCode !== null) throw new Error(`haproxy ended with exit code ${child.exitCode}`);
  return {
    port,
    async close() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Little is on its way at any time, so that what is sent again tells of the servers. */
const smallBuffers = ['rcvbuf.client', 'sndbuf.client', 'rcvbuf.server', 'sndbuf.server'].map(
  (buffer) => `    tune.${buffer} 65536`,
);

/** The recommended configuration with other servers, small buffers, and quick to notice. */
function configurationFor(recommended: string, port: number, servers: readonly Balanced[]): string {
  const lines = recommended.split('\n').filter((line) => !/^ {4}server (two|three) /.test(line));
  const ours = servers.map((server, at) => `    server s${at} 127.0.0.1:${server.port}`);
  const checked = ours.map((line, at) => `${line} check port ${servers[at]?.metricsPort}`);
  let sections = 0;
  return lines
    .flatMap((line) => {
      if (!line.startsWith('    server one ')) return [line];
      sections += 1;
      return sections === 1 ? checked : ours;
    })
    .join('\n')
    .replace('global', ['global', ...smallBuffers].join('\n'))
    .replace('bind :8443', `bind 127.0.0.1:${port}`)
    .replace('inter 2s', 'inter 300ms')
    .replace('fastinter 500ms', 'fastinter 100ms');
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isThere = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isThere;
}
