import { atMost, medianOf, type Runs, type Verdict } from '../compare.ts';
import type { Result } from '../contest.ts';
import { measure } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import { forgetPeak, peakBytesOf, type Server } from '../processes.ts';
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
  run: (stage) => inStages(stage, { client: measureClient, server: measureServer }),
};

/** One upload of each file to the bare sink, and one of the folder to our server, and back. */
async function measureClient(stage: Stage): Promise<Result> {
  const { scale, sources, signal, place, log } = stage;
  const title = 'Memory of the client';
  log(title);
  const sink = await startSink(stage);
  const companion = await startCompanion(stage);
  const program = await Ours.create(stage);
  const run = async (what: string, server: Server, ...args: readonly string[]): Promise<Runs> => {
    const sample = await measure(place, program.command(server, ...args), { server, signal });
    log(`  ${what}: ${sample.peakMiB.toFixed(0)} MiB, ${sample.wallSeconds.toFixed(1)} s`);
    return { name: `${ours}, ${what}`, samples: [sample] };
  };
  const files: Runs[] = [];
  for (const bytes of scale.memoryBytes) {
    files.push(await run(`${describeBytes(bytes)} up`, sink, 'upload', await sources.sparse(bytes)));
  }
  const entries = `${scale.memoryEntries} entries`;
  const folder = await sources.entries(scale.memoryEntries);
  const folders = [
    await run(`${entries} up`, companion, 'upload', folder, '--label', 'entries'),
    await run(`${entries} down`, companion, 'download', 'latest:entries', '--to', place.path('restored')),
  ];
  const peaks = files.map((runs) => medianOf(runs, 'peakMiB') ?? 0);
  const growth = (peaks.at(-1) ?? 0) - (peaks[0] ?? 0);
  const runs = [...files, ...folders];
  const verdicts: Verdict[] = [
    ...runs.map((one) =>
      atMost(`peak memory of ${one.name}`, medianOf(one, 'peakMiB') ?? 0, mostOfClient, 'MiB'),
    ),
    atMost('more memory for the largest file than for the smallest', growth, noise, 'MiB'),
  ];
  return { title, runs, isSeries: true, absent: [], verdicts };
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
