import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateIdentity } from '../../../src/client/keys.ts';
import { cleanEnvironment } from '../../support/program.ts';
import type { ProofResult } from '../part.ts';
import { authority, cheapHash, newIdentity, password, prepareData, startServing } from '../serving.ts';

/** One client. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly home: string;
}

/** The clients of one process, and what they are to do. */
export interface Crowd {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly recipient: string;
  readonly identityFile: string;
  readonly largestBytes: number;
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly people: readonly Person[];
}

/** What became of one client. */
export interface Deed {
  readonly client: number;
  /** Bytes of files that went up and came down. */
  readonly bytes: number;
  readonly transfers: number;
  /** Archives that were still there at the end, and as they were. */
  readonly kept: number;
  readonly failures: string[];
}

export interface LoadOptions {
  readonly folder: string;
  readonly clients: number;
  /** Each with as many of the clients. */
  readonly processes: number;
  /** Every client goes on for so long, and finishes one round in any case. */
  readonly milliseconds: number;
  readonly largestBytes: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

interface Sample {
  readonly kibibytes: number;
  readonly descriptors: number;
}

const sampleMilliseconds = 500;

/** Who transfers least gets at least this share of what the one in the middle gets. */
const fairShare = 0.25;

/** With fewer transfers a client, chance decides who gets how much, and the server still grows. */
const enoughTransfers = 20;

/** What the second half may hold more than the first, which grows into what many clients take. */
const marginKiB = 64 * 1024;
const marginDescriptors = 64;

/** Lets many clients work at once, every fourth of them in an account that it shares, and looks at the server meanwhile. */
export async function putUnderLoad(options: LoadOptions): Promise<ProofResult> {
  const { folder, clients, processes, signal } = options;
  const people = Array.from({ length: clients }, (_, id): Person => {
    const username = id % 4 === 0 ? `shared-${id % 5}` : `own-${id}`;
    return { id, username, home: join(folder, `home-${id}`) };
  });
  for (const { home } of people) await furnish(home);
  const identityFile = join(folder, 'identity.pem');
  const recipient = await generateIdentity(identityFile);
  const dataFolder = join(folder, 'data');
  await prepareData(dataFolder, [...new Set(people.map(({ username }) => username))], cheapHash);
  const serving = await startServing(dataFolder);
  try {
    const before = { kibibytes: (await serving.memory()).nowKiB, descriptors: await serving.descriptors() };
    const { largestBytes, seed, milliseconds } = options;
    const crowds = Array.from(
      { length: processes },
      (_, index): Crowd => ({
        ...{ host: '127.0.0.1', port: serving.port, password, recipient, identityFile, largestBytes, seed },
        until: Date.now() + milliseconds,
        people: people.filter(({ id }) => id % processes === index),
      }),
    );
    const startedAt = performance.now();
    const working = Promise.all(crowds.map((crowd) => runCrowd(crowd, signal)));
    let isOver = false;
    const over = working.finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    const samples: Sample[] = [];
    while (!isOver) {
      const { nowKiB: kibibytes } = await serving.memory();
      samples.push({ kibibytes, descriptors: await serving.descriptors() });
      await Promise.race([over, pause(sampleMilliseconds)]);
    }
    const deeds = (await over).flat();
    const seconds = (performance.now() - startedAt) / 1000;
    return judge(options, deeds, before, samples, seconds);
  } finally {
    await serving.end();
  }
}

async function furnish(home: string): Promise<void> {
  const { cert, key } = await newIdentity();
  const certs = join(home, 'certs');
  await mkdir(certs, { recursive: true });
  await writeFile(join(certs, 'client.crt'), cert);
  await writeFile(join(certs, 'client.key'), key, { mode: 0o600 });
  await writeFile(join(certs, 'ca.crt'), authority.certificatePem);
}

async function runCrowd(crowd: Crowd, signal: AbortSignal): Promise<Deed[]> {
  const program = fileURLToPath(new URL('crowd.ts', import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
    signal,
  });
  const closed = once(child, 'close');
  child.stdin.end(JSON.stringify(crowd));
  const deeds: Deed[] = [];
  for await (const line of createInterface(child.stdout)) deeds.push(JSON.parse(line) as Deed);
  await closed;
  return deeds;
}

function judge(
  { clients, processes }: LoadOptions,
  deeds: readonly Deed[],
  before: Sample,
  samples: readonly Sample[],
  seconds: number,
): ProofResult {
  const failures = deeds.flatMap(({ client, failures: found }) =>
    found.map((failure) => `Client ${client}: ${failure}`),
  );
  if (deeds.length !== clients) failures.push(`${clients - deeds.length} clients ended without a word`);
  const shares = deeds.map(({ bytes }) => bytes).toSorted((one, other) => one - other);
  const transfers = sum(deeds.map((deed) => deed.transfers));
  const [least = 0, median = 0, most = 0] = [shares[0], shares[shares.length >> 1], shares.at(-1)];
  const isLong = transfers / clients >= enoughTransfers;
  if (isLong && least < fairShare * median)
    failures.push(`One client got ${least} bytes through, the one in the middle ${median}`);
  const [first, second] = [samples.slice(0, samples.length >> 1), samples.slice(samples.length >> 1)];
  const peakOf = (half: readonly Sample[], of: keyof Sample) => Math.max(0, ...half.map((one) => one[of]));
  const memory = [first, second].map((half) => peakOf(half, 'kibibytes')) as [number, number];
  const descriptors = [first, second].map((half) => peakOf(half, 'descriptors')) as [number, number];
  if (isLong && memory[1] > memory[0] + marginKiB)
    failures.push(`Memory went from ${memory[0]} to ${memory[1]} KiB`);
  if (isLong && descriptors[1] > descriptors[0] + marginDescriptors)
    failures.push(`Descriptors went from ${descriptors[0]} to ${descriptors[1]}`);
  return {
    figures: {
      clients,
      'processes with clients': processes,
      seconds: seconds.toFixed(1),
      transfers,
      'archives compared again at the end': sum(deeds.map(({ kept }) => kept)),
      'bytes of a client, least / median / most': `${least} / ${median} / ${most}`,
      'least by median': (least / Math.max(1, median)).toFixed(2),
      'MiB a second': (sum(shares) / seconds / 2 ** 20).toFixed(1),
      'server MiB before / first half / second half, at most': [before.kibibytes, ...memory]
        .map((size) => Math.round(size / 1024))
        .join(' / '),
      'descriptors before / first half / second half, at most': [before.descriptors, ...descriptors].join(
        ' / ',
      ),
    },
    failures,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
