/**
 * Kills the client, then the server, at random moments of an upload and of a download, and checks that every
 * transfer ends with the same bytes: `npx tsx scripts/kill-transfers.ts [rounds] [MiB] [seed]`. Build first.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment, type Finished, programPath, runProgram } from '../tests/support/program.ts';
import { createProxy } from '../tests/support/proxy.ts';
import { createRandom } from '../tests/support/random.ts';
import { createWorld, username } from '../tests/support/world.ts';

const rounds = Number(process.argv[2] ?? 50);
const size = Number(process.argv[3] ?? 512) * 1024 * 1024;
const seed = Number(process.argv[4] ?? Math.floor(Math.random() * 2 ** 31));
const pieceLength = 16 * 1024 * 1024;

const world = await createWorld();
const line = await createProxy(() => world.port);
const server = ['--host', '127.0.0.1', '--port', String(line.port), '--username', username, '--json'];
const source = join(world.folder, 'source.raw');
const file = await open(source, 'w');
for (let written = 0; written < size; written += pieceLength)
  await file.write(randomBytes(Math.min(pieceLength, size - written)));
await file.close();
const expected = await digestOf(source);
console.log(`${rounds} rounds of ${size / 2 ** 20} MiB, seed ${seed}`);

const { next: random } = createRandom(seed);

for (const victim of ['client', 'server'] as const) {
  let failures = 0;
  let sentTwice = 0;
  let receivedTwice = 0;
  for (let round = 0; round < rounds; round += 1) {
    const sentBefore = line.sent();
    const upload = await transfer(victim, ['upload', source]);
    const sent = line.sent() - sentBefore;
    const { name, sealed_bytes: sealedBytes } = JSON.parse(upload.stdout) as {
      name: string;
      sealed_bytes: number;
    };
    const to = join(world.folder, `restored-${victim}-${round}`);
    const receivedBefore = line.received();
    await transfer(victim, ['download', name, '--to', to]);
    const received = line.received() - receivedBefore;
    if ((await digestOf(join(to, 'source.raw'))) !== expected) failures += 1;
    if ((await readdir(to)).length !== 1) failures += 1;
    sentTwice += Math.max(0, sent - sealedBytes);
    receivedTwice += Math.max(0, received - sealedBytes);
    await rm(to, { recursive: true });
    await runProgram(['delete', name, ...server], world.environment);
  }
  const each = (bytes: number) => `${Math.round(bytes / rounds / 1024)} KiB`;
  console.log(
    `${victim} killed: ${rounds} uploads and downloads, ${failures} wrong; beyond the archive itself, ` +
      `a round sent ${each(sentTwice)} and received ${each(receivedTwice)} (TLS and HTTP included)`,
  );
}
await line.close();
await world.close();

/** Runs a command whose victim dies once at a random moment, as often as it takes. */
async function transfer(victim: 'client' | 'server', args: readonly string[]): Promise<Finished> {
  const bytes = Math.floor(random() * size);
  if (victim === 'server') {
    line.after(bytes, () => void world.crashServer());
    return succeed(await runProgram([...args, ...server], world.environment));
  }
  const child = spawn(process.execPath, [programPath, ...args, ...server], {
    env: cleanEnvironment(world.environment),
    stdio: 'ignore',
  });
  line.after(bytes, () => child.kill('SIGKILL'));
  await once(child, 'close');
  return succeed(await runProgram([...args, ...server], world.environment));
}

function succeed(finished: Finished): Finished {
  if (finished.exitCode === 0) return finished;
  throw new Error(`exit ${finished.exitCode}: ${finished.stdout}${finished.stderr}`);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
