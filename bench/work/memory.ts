import { atMost, medianOf, type Runs, type Verdict } from '../compare.ts';
import type { Result } from '../contest.ts';
import { measure } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import { type Command, forgetPeak, peakBytesOf, type Server } from '../processes.ts';
import { startSink } from '../sinks/sink.ts';
import type { Stage, Work } from '../stage.ts';
import { uploadAtOnce } from './atOnce.ts';
import { describeBytes } from './describeBytes.ts';
import { inStages } from './inStages.ts';
import { ours } from './transfers.ts';

const mebibyte = 1024 * 1024;
const mostOfClient = 160;
const mostOfServer = 150;
/** Peaks of one and the same upload differ by so much from run to run, in MiB. */
const noise = 16;

/** What the client needs for the largest files and folders, and the server for many clients. */
export const memory: Work = {
  title: 'Memory',
  run: (stage) => inStages(stage, { files: measureFiles, entries: measureEntries, server: measureServer }),
};

/** One upload of each to the bare sink: zeros, which take no room on the disk. */
async function measureFiles(stage: Stage): Promise<Result> {
  const title = 'Memory of the client: large files';
  stage.log(title);
  const sink = await startSink(stage);
  const program = await Ours.create(stage);
  const runs: Runs[] = [];
  for (const bytes of stage.scale.memoryBytes) {
    const path = await stage.sources.sparse(bytes);
    runs.push(
      await runOnce(stage, `${describeBytes(bytes)} up`, sink, program.command(sink, 'upload', path)),
    );
  }
  const peaks = runs.map(peakOf);
  const growth = (peaks.at(-1) ?? 0) - (peaks[0] ?? 0);
  const verdicts = [
    ...runs.map(judgePeak),
    atMost('more memory for the largest file than for the smallest', growth, noise, 'MiB'),
  ];
  return { title, runs, isSeries: true, absent: [], verdicts };
}

/** A folder of very many files, which are empty, up to our server and back. */
async function measureEntries(stage: Stage): Promise<Result> {
  const { scale, sources, place, log } = stage;
  const title = 'Memory of the client: many entries';
  log(title);
  const folder = await sources.entries(scale.memoryEntries, 0);
  const companion = await startCompanion(stage);
  const program = await Ours.create(stage);
  const up = program.command(companion, 'upload', folder, '--label', 'entries');
  const down = program.command(companion, 'download', 'latest:entries', '--to', place.path('restored'));
  const entries = `${scale.memoryEntries} entries`;
  const runs = [
    await runOnce(stage, `${entries} up`, companion, up),
    await runOnce(stage, `${entries} down`, companion, down),
  ];
  return { title, runs, isSeries: true, absent: [], verdicts: runs.map(judgePeak) };
}

async function runOnce(
  { place, signal, log }: Stage,
  what: string,
  server: Server,
  command: Command,
): Promise<Runs> {
  const sample = await measure(place, command, { server, signal });
  log(`  ${what}: ${sample.peakMiB.toFixed(0)} MiB, ${sample.wallSeconds.toFixed(1)} s`);
  return { name: `${ours}, ${what}`, samples: [sample] };
}

function peakOf(runs: Runs): number {
  return medianOf(runs, 'peakMiB') ?? 0;
}

function judgePeak(runs: Runs): Verdict {
  return atMost(`peak memory of ${runs.name}`, peakOf(runs), mostOfClient, 'MiB');
}

async function measureServer(stage: Stage): Promise<Result> {
  const { scale, signal } = stage;
  const companion = await startCompanion(stage);
  const title = `Memory of our server with ${scale.uploadsAtOnce} uploads at once`;
  stage.log(title);
  await forgetPeak(companion.pid);
  await uploadAtOnce(stage, companion, signal);
  const peak = (await peakBytesOf(companion.pid)) / mebibyte;
  return {
    title,
    runs: [],
    absent: [],
    verdicts: [atMost('peak memory of the server', peak, mostOfServer, 'MiB')],
  };
}
