import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../scripts/freePort.ts';
import type { GatewayAccess } from '../../scripts/gateway.ts';
import { createAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { type Balanced, type Balancer, startBalancer } from './balancer.ts';
import { cleanEnvironment, programPath, runProgram } from './program.ts';

export const sitePassword = 'correct horse';

export interface SiteOptions {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly gateway: GatewayAccess;
  readonly bucket: string;
  readonly servers: number;
  readonly usernames: readonly string[];
}

/** One `serve`, which may be killed and started again on the same ports. */
export interface SiteServer extends Balanced {
  /** What all its processes have logged so far, a line for each thing that happened. */
  readonly logged: readonly string[];
  /** Ends it with that signal, and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
}

/** Several servers behind HAProxy, started as users would, which share a database and an object store. */
export interface Site {
  readonly port: number;
  readonly servers: readonly SiteServer[];
  /** Makes the home of a client in a folder that is not there yet. */
  makeHome(home: string): Promise<void>;
  close(): Promise<void>;
}

export async function startSite(options: SiteOptions): Promise<Site> {
  const { folder, databaseUrl, usernames } = options;
  const certs = join(folder, 'certs');
  await mkdir(certs);
  const authority = await createAuthority({ commonName: 'Site' });
  const issued = await issueCertificate(authority, {
    kind: 'server',
    commonName: 'site',
    ipAddresses: ['127.0.0.1'],
  });
  await writeFile(join(certs, 'ca.crt'), authority.certificatePem);
  await writeFile(join(certs, 'server.crt'), issued.certificatePem);
  await writeFile(join(certs, 'server.key'), issued.privateKeyPem, { mode: 0o600 });
  await writeFile(join(folder, 'keys'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  for (const username of usernames) {
    const adding = ['users', 'add', username, '--database', databaseUrl];
    const { exitCode, stderr } = await runProgram(adding, { SECURE_CLIENT_PASSWORD: sitePassword });
    if (exitCode !== 0) throw new Error(stderr);
  }
  const servers = await Promise.all(
    Array.from({ length: options.servers }, () => startServer(options, certs)),
  );
  const balancer: Balancer = await startBalancer(folder, await freePort(), servers);
  return {
    port: balancer.port,
    servers,
    async makeHome(home) {
      const client = await issueCertificate(authority, { kind: 'client', commonName: 'client' });
      await mkdir(join(home, 'certs'), { recursive: true });
      // Dozens of them start on this machine at the same time.
      const timeouts = { connect: 60, handshake: 60 };
      await writeFile(join(home, 'config.json'), JSON.stringify({ version: 1, timeouts }));
      await writeFile(join(home, 'certs/ca.crt'), authority.certificatePem);
      await writeFile(join(home, 'certs/client.crt'), client.certificatePem);
      await writeFile(join(home, 'certs/client.key'), client.privateKeyPem, { mode: 0o600 });
    },
    async close() {
      await balancer.close();
      for (const server of servers) await server.end('SIGKILL');
    },
  };
}

async function startServer(options: SiteOptions, certs: string): Promise<SiteServer> {
  const { folder, databaseUrl, gateway, bucket } = options;
  const [port, metricsPort] = [await freePort(), await freePort()];
  const logged: string[] = [];
  let child: ChildProcess | undefined;
  const args = [
    ...['serve', '--store', `s3://${bucket}`, '--s3-endpoint', gateway.endpoint, '--database', databaseUrl],
    ...['--session-keys', join(folder, 'keys'), '--certs', certs, '--json', '--drain-seconds', '1'],
    ...['--port', String(port), '--metrics-port', String(metricsPort)],
  ];
  const environment = { AWS_ACCESS_KEY_ID: gateway.accessKey, AWS_SECRET_ACCESS_KEY: gateway.secretKey };
  const server: SiteServer = {
    port,
    metricsPort,
    logged,
    async end(signal) {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      child.kill(signal);
      await closed;
    },
    async start() {
      const env = cleanEnvironment(environment);
      const command = ['--pdeathsig=SIGKILL', process.execPath, programPath, ...args];
      const started = spawn('setpriv', command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      createInterface(started.stderr).on('line', (line) => logged.push(line));
      for await (const _line of createInterface(started.stdout)) return;
      throw new Error(`serve ended before it listened: ${logged.slice(-5).join('\n')}`);
    },
  };
  await server.start();
  return server;
}
