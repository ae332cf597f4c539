import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './freePort.ts';

const run = promisify(execFile);

/** What a client of the gateway has to know. */
export interface GatewayAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface Gateway extends GatewayAccess {
  /** Ends the gateway alone, at once; what is stored stays. */
  kill(): Promise<void>;
  /** Starts it again, on the same port. */
  restart(): Promise<void>;
  /** Ends everything; what was stored is lost. */
  stop(): Promise<void>;
}

/**
 * Starts an S3 gateway: Ceph's monitor, one OSD that keeps everything in memory, and the RADOS gateway, on loopback
 * alone. Wants root and Debian's packages ceph-mon, ceph-osd and radosgw; takes about two seconds. All of it ends when
 * this process ends.
 *
 * @param folder an empty one
 */
export async function startGateway(folder: string): Promise<Gateway> {
  const [monitorPort, port] = [await freePort(), await freePort()];
  const keys = { accessKey: randomBytes(10).toString('hex'), secretKey: randomBytes(20).toString('hex') };
  const daemons = new Map<string, ChildProcess>();

  const ceph = (program: string, ...args: string[]) =>
    run(program, ['-c', join(folder, 'ceph.conf'), ...args]);
  const start = (program: string, ...args: string[]): void => {
    const log = createWriteStream(join(folder, `${program}.log`), { flags: 'a' });
    const command = [program, '-c', join(folder, 'ceph.conf'), ...args, '-f'];
    const child = spawn('setpriv', ['--pdeathsig=SIGKILL', ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    daemons.set(program, child);
  };
  const end = async (program: string): Promise<void> => {
    const child = daemons.get(program);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // What they hold is thrown away: nothing is gained by ending them gently.
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const startRadosgw = async (): Promise<void> => {
    start('radosgw', '-n', 'client.rgw');
    await listening(port, () => daemons.get('radosgw')?.exitCode ?? null);
  };
  const stop = async (): Promise<void> => {
    for (const program of ['radosgw', 'ceph-osd', 'ceph-mon']) await end(program);
  };

  try {
    const cluster = randomUUID();
    for (const name of ['mon', 'osd', 'rgw', 'run']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'ceph.conf'), configuration({ folder, cluster, monitorPort, port }));
    const map = join(folder, 'monmap');
    await run('monmaptool', [
      '--create',
      '--addv',
      'a',
      `[v2:127.0.0.1:${monitorPort}]`,
      '--fsid',
      cluster,
      map,
    ]);
    await ceph('ceph-mon', '-i', 'a', '--mkfs', '--monmap', map);
    start('ceph-mon', '-i', 'a');
    const osd = randomUUID();
    await Promise.all([
      ceph('ceph', 'osd', 'new', osd),
      ceph('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd),
    ]);
    start('ceph-osd', '-i', '0');
    const user = ['user', 'create', '--uid=tester', '--display-name=tester', '--max-buckets=0'];
    const credentials = [`--access-key=${keys.accessKey}`, `--secret-key=${keys.secretKey}`];
    // Makes the first pools too, and so waits for the OSD.
    await ceph('radosgw-admin', '-n', 'client.rgw', ...user, ...credentials);
    await startRadosgw();
  } catch (error) {
    const logs = await Promise.all([...daemons.keys()].map((name) => lastLines(join(folder, `${name}.log`))));
    await stop();
    throw new Error(`The gateway did not start: ${error}\n${logs.join('\n')}`, { cause: error });
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    ...keys,
    kill: () => end('radosgw'),
    restart: startRadosgw,
    stop,
  };
}

/** For one machine that nobody else reaches and that need not remember anything. */
function configuration(facts: {
  folder: string;
  cluster: string;
  monitorPort: number;
  port: number;
}): string {
  const { folder, cluster, monitorPort, port } = facts;
  return `[global]
fsid = ${cluster}
mon host = [v2:127.0.0.1:${monitorPort}]
mon initial members = a
ms bind msgr1 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
run dir = ${folder}/run
crash dir = ${folder}/run
admin socket =
pid file =
log to file = false
log to stderr = true
err to stderr = true
mon cluster log to file = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
[mon]
mon data = ${folder}/mon
mon data avail crit = 0
mon allow pool size one = true
mon max pg per osd = 2000
paxos propose interval = 0.05
paxos min wait = 0.01
[osd]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 17179869184
[client.rgw]
rgw data = ${folder}/rgw
ms mon client mode = crc
rgw frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw thread pool size = 64
rgw dynamic resharding = false
rgw run sync thread = false
rgw enable usage log = false
rgw gc obj min wait = 1
rgw gc processor period = 5
`;
}

/** Waits until somebody listens; the gateway does once it is fully up. */
async function listening(port: number, exitCode: () => number | null): Promise<void> {
  for (let attempt = 0; attempt < 600 && exitCode() === null; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await setTimeout(50);
  }
  throw new Error('nobody listens on its port');
}

async function lastLines(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).split('\n').slice(-5).join('\n');
}

/** `node scripts/gateway.ts` prints endpoint and keys as one line of JSON, and runs until it is told to end. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const gateway = await startGateway(folder);
  const { endpoint, region, accessKey, secretKey } = gateway;
  console.log(JSON.stringify({ endpoint, region, accessKey, secretKey }));
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
