import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { ExitCode } from '../../../src/common/errors.ts';
import { Postgres } from '../../../src/server/postgres/postgres.ts';
import { type Finished, runProgram } from '../../support/program.ts';
import { createProxy, type Line } from '../../support/proxy.ts';
import { type Site, sitePassword } from '../../support/servers.ts';
import type { ProofResult } from '../part.ts';

const mebibyte = 2 ** 20;

const mostAttempts = 5;

/** TLS, HTTP, and the other requests. */
const overhead = 0.02;

export interface Disturbance {
  readonly name: string;
  happen(): Promise<void>;
}

export interface TrialOptions {
  readonly site: Site;
  readonly databaseUrl: string;
  readonly folder: string;
  readonly usernames: readonly string[];
  readonly clients: number;
  /** Of each client's archive. */
  readonly bytes: number;
  /** They happen one after another, spread over the bytes of all clients. */
  readonly disturbances: readonly Disturbance[];
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

interface Client {
  readonly username: string;
  readonly home: string;
  readonly source: string;
  readonly digest: string;
  readonly line: Line;
  /** Commands that met a server just when it died, at their login. */
  givenAgain: number;
}

interface Sent {
  readonly name: string;
  readonly sealed: number;
  readonly sentAgain: number;
  readonly cuts: number;
}

const uploaded = z.object({ name: z.string(), sealed_bytes: z.number() });
const listed = z.object({ archives: z.array(z.object({ name: z.string(), size: z.number() })) });

/** Clients upload and download at the same time while the servers are disturbed: nothing is lost, nothing doubled. */
export async function runTrial(options: TrialOptions): Promise<ProofResult> {
  const { site, clients: count, bytes, disturbances, log } = options;
  const failures: string[] = [];
  const clients = await Promise.all(Array.from({ length: count }, (_, at) => makeClient(options, at)));
  const startedAt = performance.now();
  let isOver = false;
  const disturbing = disturb(options, clients, () => isOver);
  const results = await Promise.all(clients.map((client) => transfer(client, failures)));
  isOver = true;
  const happened = await disturbing;
  const seconds = (performance.now() - startedAt) / 1000;
  const sent = results.filter((result) => result !== undefined);
  failures.push(...(await lookForLosses(options, clients, results)));
  for (const client of clients) await client.line.close();
  if (happened < disturbances.length)
    failures.push(`only ${happened} of ${disturbances.length} disturbances happened`);
  const cuts = sent.reduce((sum, one) => sum + one.cuts, 0);
  const again = sent.map((one) => one.sentAgain);
  const worst = Math.max(0, ...sent.map((one) => one.sentAgain / Math.max(1, one.cuts)));
  log(`${count} clients in ${Math.round(seconds)} s`);
  return {
    figures: {
      'servers behind HAProxy': site.servers.length,
      'clients at the same time': count,
      'bytes of each archive': inMebibytes(bytes),
      'servers killed and restarted, and other disturbances': happened,
      'uploads and downloads that ended as they should': `${sent.length} of ${count}`,
      'commands that were given again': clients.reduce((sum, { givenAgain }) => sum + givenAgain, 0),
      'connections of uploads that were cut': cuts,
      'sent again for each cut, on average': inMebibytes(
        again.reduce((sum, one) => sum + one, 0) / Math.max(1, cuts),
      ),
      'sent again for a cut, at most': inMebibytes(worst),
      duration: `${Math.round(seconds)} s`,
    },
    failures,
  };
}

async function makeClient({ site, folder, usernames, bytes }: TrialOptions, at: number): Promise<Client> {
  const home = join(folder, `home-${at}`);
  await site.makeHome(home);
  const source = join(folder, `source-${at}.raw`);
  const content = randomBytes(bytes);
  await writeFile(source, content);
  const digest = createHash('sha256').update(content).digest('hex');
  const username = usernames[at % usernames.length] ?? '';
  return { username, home, source, digest, line: await createProxy(() => site.port), givenAgain: 0 };
}

async function disturb(
  { disturbances, signal, log, bytes }: TrialOptions,
  clients: readonly Client[],
  isOver: () => boolean,
): Promise<number> {
  const total = clients.length * bytes * 2;
  let happened = 0;
  for (const [at, { name, happen }] of disturbances.entries()) {
    const share = (total * (at + 0.5)) / disturbances.length;
    const moved = () => clients.reduce((sum, { line }) => sum + line.sent() + line.received(), 0);
    while (moved() < share && !isOver() && !signal.aborted) await setTimeout(10);
    if (isOver() || signal.aborted) break;
    log(`${Math.round((100 * moved()) / total)} %: ${name}`);
    await happen();
    happened += 1;
  }
  return happened;
}

/** One upload and one download; undefined when they failed. */
async function transfer(client: Client, failures: string[]): Promise<Sent | undefined> {
  const { source, line, home, digest, username } = client;
  const upload = await run(client, 'upload', source);
  if (upload.exitCode !== 0) {
    failures.push(`upload of ${username}: exit code ${upload.exitCode}, ${upload.stdout}${upload.stderr}`);
    return undefined;
  }
  const { name, sealed_bytes: sealed } = uploaded.parse(JSON.parse(upload.stdout));
  const sentAgain = Math.max(0, line.sent() - Math.ceil(sealed * (1 + overhead)));
  // Each but the one that came to the end.
  const cuts = Math.max(0, line.loaded() - 1);
  const to = join(home, 'restored');
  const download = await run(client, 'download', name, '--to', to);
  if (download.exitCode !== 0) {
    failures.push(
      `download of ${username}: exit code ${download.exitCode}, ${download.stdout}${download.stderr}`,
    );
    return undefined;
  }
  const [restored = ''] = await readdir(to);
  if ((await digestOf(join(to, restored))) !== digest) failures.push(`${name} of ${username} is another one`);
  await rm(to, { recursive: true });
  return { name, sealed, sentAgain, cuts };
}

/** Looks at what the servers say, and behind them. */
async function lookForLosses(
  { usernames, databaseUrl }: TrialOptions,
  clients: readonly Client[],
  results: readonly (Sent | undefined)[],
): Promise<string[]> {
  const failures: string[] = [];
  for (const username of usernames) {
    const own = clients.findIndex((client) => client.username === username);
    const client = clients[own];
    if (client === undefined) continue;
    const { stdout } = await run(client, 'list');
    const { archives } = listed.parse(JSON.parse(stdout));
    const there = archives.map(({ name, size }) => `${name} ${size}`).sort();
    const expected = results
      .filter((_, at) => clients[at]?.username === username)
      .map((sent) => (sent === undefined ? 'one that failed' : `${sent.name} ${sent.sealed}`))
      .sort();
    if (there.join() !== expected.join()) {
      failures.push(`${username} has ${there.join(', ')} instead of ${expected.join(', ')}`);
    }
  }
  const postgres = await Postgres.open(databaseUrl, [], () => undefined);
  const count = z.object({ count: z.number() });
  const [uploads] = await postgres.query('SELECT count(*) FROM uploads WHERE body IS NOT NULL', [], count);
  const [archives] = await postgres.query('SELECT count(*) FROM archives', [], count);
  await postgres.close();
  if (uploads?.count !== 0) failures.push(`${uploads?.count} uploads are unfinished`);
  if (archives?.count !== clients.length) failures.push(`${archives?.count} archives are catalogued`);
  return failures;
}

/** Gives a command until it gets through, later each time: transfers are tried again by themselves, but not the login before them. */
async function run(client: Client, ...args: string[]): Promise<Finished> {
  for (let attempt = 1; ; attempt += 1) {
    const finished = await runOnce(client, args);
    if (finished.exitCode !== ExitCode.connection || attempt === mostAttempts) return finished;
    client.givenAgain += 1;
    await setTimeout(1000 * attempt);
  }
}

function runOnce({ home, username, line }: Client, args: readonly string[]): Promise<Finished> {
  const server = ['--host', '127.0.0.1', '--port', String(line.port), '--username', username, '--json'];
  return runProgram([...args, ...server], { SECURE_CLIENT_HOME: home, SECURE_CLIENT_PASSWORD: sitePassword });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function inMebibytes(bytes: number): string {
  return `${(bytes / mebibyte).toFixed(1)} MiB`;
}
