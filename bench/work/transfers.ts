import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';
import type { Aim } from '../compare.ts';
import { type Absent, type Contestant, entrant, hold, type Result } from '../contest.ts';
import { carryOut } from '../measure.ts';
import { Age, packWithTar, unpackWithTar } from '../peers/age.ts';
import { type Companion, startCompanion } from '../peers/companion.ts';
import { Curl } from '../peers/curl.ts';
import { Ours } from '../peers/ours.ts';
import { Rclone } from '../peers/rclone.ts';
import { Restic } from '../peers/restic.ts';
import { Ssh } from '../peers/ssh.ts';
import { missingTools } from '../peers/tools.ts';
import { quoted, type Server, shell } from '../processes.ts';
import { plainWriter, startSink } from '../sinks/sink.ts';
import type { Stage } from '../stage.ts';

/** Names of contestants, as aims and reports have them. */
export const peers = {
  ageCurl: 'tar | age -r | curl -T',
  zstdAgeCurl: 'tar | zstd -1 -T2 | age -r | curl -T',
  tarCurl: 'tar | curl -T',
  plain: 'plain node:tls',
  piped: 'secure-client upload -, which compresses',
  ssh: 'tar | ssh',
  curlAge: 'curl | age -d | tar x',
  rclone: 'rclone crypt',
  restic: 'restic',
} as const;
export const ours = 'secure-client';

const uploadAnswer = z.object({ name: z.string() });

/** What is transferred, and how it is called in the report. */
export interface Cargo {
  readonly title: string;
  readonly path: string;
  readonly bytes: number;
  /** Bytes that an archive of ours has at least; all of them without it. */
  readonly leastStored?: number;
}

/**
 * Up to a sink that throws everything away; ours is sealed for a key, as `age -r` seals.
 *
 * @param more other ways of ours
 */
export async function uploadToSink(
  stage: Stage,
  cargo: Cargo,
  aims: readonly Aim[],
  more: (program: Ours, sink: Server) => readonly Contestant[] = () => [],
): Promise<Result> {
  const sink = await startSink(stage);
  const program = await Ours.create(stage, 'home-sink');
  const curl = new Curl(stage, sink);
  const age = missingTools('tar', 'age', 'curl') ?? (await Age.create(stage));
  const pack = packWithTar(cargo.path);
  return hold(stage, {
    title: `${cargo.title}, up to the bare sink`,
    ours: {
      name: ours,
      command: program.command(sink, 'upload', cargo.path, ...program.sealForKey),
      server: sink,
    },
    others: [
      ...more(program, sink),
      entrant(peers.ageCurl, age, (sealer) => ({
        command: shell(`${pack} | ${sealer.seal()} | ${curl.sendInput()}`),
        server: sink,
      })),
      entrant(peers.zstdAgeCurl, missingTools('zstd') ?? age, (sealer) => ({
        command: shell(`${pack} | zstd -1 -T2 -c -q | ${sealer.seal()} | ${curl.sendInput()}`),
        server: sink,
      })),
      entrant(peers.tarCurl, missingTools('tar', 'curl') ?? curl, (sender) => ({
        command: shell(`${pack} | ${sender.sendInput()}`),
        server: sink,
      })),
      {
        name: peers.plain,
        command: plainWriter(stage.certificates, sink, cargo.bytes),
        server: sink,
      },
      entrant(peers.ssh, await Ssh.start(stage), (ssh) => ({
        command: shell(`${pack} | ${ssh.call('cat > /dev/null')}`),
        server: ssh.server,
      })),
    ],
    aims,
  });
}

/** Up to servers that keep it; ours, which syncs it, is sealed for a passphrase, as the others do. */
export async function uploadToServer(stage: Stage, cargo: Cargo, aims: readonly Aim[]): Promise<Result> {
  const companion = await startCompanion(stage);
  const program = await Ours.create(stage);
  const memory: Aim = { kind: 'limit', metric: 'serverPeakMiB', most: 150 };
  return hold(stage, {
    title: `${cargo.title}, up to servers that store it`,
    ours: {
      name: ours,
      command: program.command(companion, 'upload', cargo.path),
      server: companion,
      after: async () => {
        await expectContent(companion.archives, cargo.leastStored ?? cargo.bytes);
        await companion.empty();
      },
    },
    others: [
      entrant(peers.rclone, await Rclone.start(stage), (rclone) => ({
        command: rclone.upload(cargo.path),
        server: rclone.server,
        after: async () => {
          await expectContent(rclone.stored, cargo.bytes);
          await rclone.empty();
        },
      })),
      entrant(peers.restic, await Restic.start(stage), (restic) => ({
        command: restic.upload(cargo.path),
        server: restic.server,
        before: () => restic.empty(),
      })),
    ],
    aims: [...aims, memory],
  });
}

/** Down from the servers, and then from a bare one, restored each time. */
export async function download(
  stage: Stage,
  cargo: Cargo,
  aims: readonly Aim[],
): Promise<readonly [stored: Result, bare: Result]> {
  const { place } = stage;
  const companion = await startCompanion(stage);
  const source = await startSink(stage, companion.archives);
  const program = await Ours.create(stage);
  const name = await uploadOne(stage, program, companion, cargo.path);
  const restored = place.path('restored');
  const fresh = {
    before: async () => {
      await rm(restored, { recursive: true, force: true });
      await mkdir(restored);
    },
    after: async () => {
      const wanted = inspect(await contentOf(cargo.path));
      const found = inspect(await contentOf(restored));
      if (wanted !== found) throw new Error(`Restored was ${found}, instead of ${wanted}`);
      await rm(restored, { recursive: true, force: true });
    },
  };
  const age = missingTools('tar', 'age', 'curl') ?? (await Age.create(stage));
  const sealed = `${name}.age`;
  if (typeof age !== 'string') {
    const into = quoted(join(companion.archives, sealed));
    await carryOut(place, shell(`${packWithTar(cargo.path)} | ${age.seal()} > ${into}`));
  }
  const mine = (server: Server): Contestant => ({
    name: ours,
    command: program.command(server, 'download', name, '--to', restored),
    server,
    ...fresh,
  });
  const pipeline = async (server: Server): Promise<Contestant | Absent> => {
    if (typeof age === 'string') return { name: peers.curlAge, reason: age };
    const curl = new Curl(stage, server);
    const asked = [...(await curl.login(stage)), '-H', 'Accept: application/octet-stream'];
    const call = curl.call('/download-file', ...asked, '-H', `File-Name: ${sealed}`);
    const command = shell(`${call} | ${age.open()} | ${unpackWithTar(restored)}`);
    return { name: peers.curlAge, command, server, ...fresh };
  };
  const rclone = await Rclone.start(stage);
  if (typeof rclone !== 'string') await rclone.lay(cargo.path);
  const restic = await Restic.start(stage);
  if (typeof restic !== 'string') {
    await restic.empty();
    await carryOut(place, restic.upload(cargo.path));
  }
  const stored = await hold(stage, {
    title: `${cargo.title}, down from servers that stored it, and restored`,
    ours: mine(companion),
    others: [
      await pipeline(companion),
      entrant(peers.rclone, rclone, (peer) => ({
        command: peer.download(restored),
        server: peer.server,
        ...fresh,
      })),
      entrant(peers.restic, restic, (peer) => ({
        command: peer.download(restored),
        server: peer.server,
        ...fresh,
      })),
    ],
    aims,
  });
  const bare = await hold(stage, {
    title: `${cargo.title}, down from a bare server, and restored`,
    ours: mine(source),
    others: [await pipeline(source)],
    aims: [],
  });
  return [stored, bare];
}

/** Who stores less has not done the work. @throws {Error} */
async function expectContent(folder: string, bytes: number): Promise<void> {
  const { bytes: stored } = await contentOf(folder);
  if (stored < bytes) throw new Error(`${stored} bytes were stored of ${bytes}`);
}

/** How many files there are in a folder, or in place of it, and their bytes. */
async function contentOf(path: string): Promise<{ files: number; bytes: number }> {
  const stats = await stat(path);
  if (stats.isFile()) return { files: 1, bytes: stats.size };
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const { parentPath, name } of files) bytes += (await stat(join(parentPath, name))).size;
  return { files: files.length, bytes };
}

/** Uploads something with our program, not measured, and gives the name of the archive. */
export async function uploadOne(
  { place }: Stage,
  program: Ours,
  companion: Companion,
  path: string,
): Promise<string> {
  const answer = await carryOut(place, program.command(companion, 'upload', path, '--json'));
  return uploadAnswer.parse(JSON.parse(answer)).name;
}
