import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { atMost } from '../compare.ts';
import { type Absent, type Contestant, hold, type Result } from '../contest.ts';
import { carryOut } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import { startShared } from '../peers/shared.ts';
import { type Command, forgetPeak, peakBytesOf, type Server } from '../processes.ts';
import { warm } from '../sources.ts';
import type { Stage, Work } from '../stage.ts';
import { uploadAtOnce } from './atOnce.ts';
import { inStages } from './inStages.ts';

const files = 'server with files';
const objects = 'server with objects (Ceph in memory, PostgreSQL)';
const mebibyte = 1024 * 1024;
/** 128 MiB of it for the parts of uploads. */
const mostOfServer = 400;

/** What keeping archives in an object store costs, beside files on the disk; all of it on this machine. */
export const store: Work = {
  title: 'Stores of archives',
  run: (stage) => inStages(stage, { large: measureLarge, small: measureSmall, many: measureAtOnce }),
};

/** Our own server, with either store, as it takes part in a contest. */
async function beside(
  stage: Stage,
  enter: (server: Server) => Promise<Omit<Contestant, 'name' | 'server'>>,
): Promise<{ ours: Contestant; others: readonly (Contestant | Absent)[] }> {
  const companion = await startCompanion(stage);
  const shared = await startShared(stage);
  const other =
    typeof shared === 'string'
      ? { name: objects, reason: shared }
      : { name: objects, server: shared, ...(await enter(shared)) };
  return { ours: { name: files, server: companion, ...(await enter(companion)) }, others: [other] };
}

async function measureLarge(stage: Stage): Promise<readonly Result[]> {
  const path = await stage.sources.file();
  await warm(path);
  const program = await Ours.create(stage);
  const restored = stage.place.path('restored');
  const upload = (server: Server): Command => program.command(server, 'upload', path, '--label', 'large');
  const upwards = await beside(stage, async (server) => ({ command: upload(server) }));
  const up = await hold(stage, { title: 'One large file, up', ...upwards, aims: [] });
  const downwards = (contestant: Contestant | Absent): Contestant | Absent => {
    if (!('command' in contestant) || contestant.server === undefined) return contestant;
    const command = program.command(contestant.server, 'download', 'latest:large', '--to', restored);
    return { ...contestant, command, after: () => rm(restored, { recursive: true, force: true }) };
  };
  const ours = downwards(upwards.ours) as Contestant;
  const others = upwards.others.map(downwards);
  return [up, await hold(stage, { title: 'One large file, down', ours, others, aims: [] })];
}

async function measureSmall(stage: Stage): Promise<Result> {
  const folder = await stage.sources.singles();
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.bin'));
  let homes = 0;
  const contest = await beside(stage, async (server) => {
    homes += 1;
    const program = await Ours.create(stage, `home-${homes}`);
    await carryOut(
      stage.place,
      program.offline('schedule', 'add', ...names.map((name) => join(folder, name))),
    );
    return { command: program.command(server, 'schedule', 'run', '--now') };
  });
  return hold(stage, { title: `${names.length} small archives one after the other`, ...contest, aims: [] });
}

async function measureAtOnce(stage: Stage): Promise<Result> {
  const { scale, signal, log } = stage;
  const title = `Memory of the server with ${scale.uploadsAtOnce} uploads at once, objects`;
  const server = await startShared(stage);
  if (typeof server === 'string') {
    return { title, runs: [], absent: [{ name: objects, reason: server }], verdicts: [] };
  }
  await forgetPeak(server.pid);
  const startedAt = performance.now();
  await uploadAtOnce(stage, server, signal);
  const value = (await peakBytesOf(server.pid)) / mebibyte;
  log(`${title}: ${value.toFixed(0)} MiB, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  const verdict = atMost('peak memory of the server', value, mostOfServer, 'MiB');
  return { title, runs: [], absent: [], verdicts: [verdict] };
}
