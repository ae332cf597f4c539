import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { freePort } from './freePort.ts';

/** Debian keeps the programs of the server off the path, by version. */
export const versions = '/usr/lib/postgresql';

export interface PostgresServer {
  readonly port: number;
  /** Of a new, empty database in it. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server on loopback, without a password, and without syncing to the disk. It ends when this process
 * ends. Root may not run it, and so is user `postgres` for it.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const [version = ''] = (await readdir(versions)).sort((one, other) => Number(other) - Number(one));
  const bin = join(versions, version, 'bin');
  const data = await mkdtemp(join(tmpdir(), 'secure-client-postgres-'));
  const asOwner = process.getuid?.() === 0 ? ownerArguments() : [];
  if (asOwner.length > 0) await chown(data, idOf('-u'), idOf('-g'));
  const options = ['-N', '--no-instructions', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C'];
  const making = [...asOwner, join(bin, 'initdb'), ...options, '-D', data];
  execFileSync('setpriv', making, { stdio: ['ignore', 'ignore', 'inherit'], cwd: '/' });
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
    'shared_buffers=32MB',
  ];
  const child = spawn(
    'setpriv',
    [
      '--pdeathsig=SIGQUIT',
      ...asOwner,
      join(bin, 'postgres'),
      '-D',
      data,
      ...settings.flatMap((one) => ['-c', one]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' },
  );
  const closed = once(child, 'close');
  const logged: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    logged.push(line);
    if (line.includes('ready to accept connections')) break;
  }
  child.stderr.resume();
  if (child.exitCode !== null) throw new Error(`postgres ended: ${logged.join('\n')}`);
  return {
    port,
    createDatabase: () => createDatabase(port),
    async stop() {
      child.kill('SIGINT');
      await closed;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Makes a new, empty database, and gives its URL. */
export async function createDatabase(port: number): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(port, `CREATE DATABASE ${name}`);
  return `postgres://postgres@127.0.0.1:${port}/${name}`;
}

export async function dropDatabase(url: string): Promise<void> {
  const { port, pathname } = new URL(url);
  await administer(Number(port), `DROP DATABASE ${pathname.slice(1)} WITH (FORCE)`);
}

async function administer(port: number, statement: string): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function ownerArguments(): string[] {
  return [`--reuid=${idOf('-u')}`, `--regid=${idOf('-g')}`, '--clear-groups'];
}

function idOf(kind: '-u' | '-g'): number {
  return Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
}
