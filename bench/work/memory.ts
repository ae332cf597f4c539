import { atMost, medianOf, type Verdict } from '../compare.ts';
import type { Result } from '../contest.ts';
import { measure } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import { forgetPeak, peakBytesOf } from '../processes.ts';
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

/** One upload of each, to the bare sink. */
async function measureClient(stage: Stage): Promise<Result> {
  const { scale, sources, signal, place, log } = stage;
  const sink = await startSink(stage);
  const program = await Ours.create(stage);
  const upload = async (what: string, path: string) => {
    const command = program.command(sink, 'upload', path);
    const sample = await measure(place, command, { server: sink, signal });
    log(`  ${what}: ${sample.peakMiB.toFixed(0)} MiB, ${sample.wallSeconds.toFixed(1)} s`);
    return { name: `${ours}, ${what}`, samples: [sample] };
  };
  const runs = [];
  for (const bytes of scale.memoryBytes) {
    runs.push(await upload(describeBytes(bytes), await sources.sparse(bytes)));
  }
  const peaks = runs.map((run) => medianOf(run, 'peakMiB') ?? 0);
  const growth = (peaks.at(-1) ?? 0) - (peaks[0] ?? 0);
  runs.push(await upload(`${scale.memoryEntries} entries`, await sources.entries(scale.memoryEntries)));
  const verdicts: Verdict[] = [
    ...runs.map((run) =>
      atMost(`peak memory of ${run.name}`, medianOf(run, 'peakMiB') ?? 0, mostOfClient, 'MiB'),
    ),
    atMost('more memory for the largest file than for the smallest', growth, noise, 'MiB'),
  ];
  return { title: 'Memory of the client, uploading', runs, isSeries: true, absent: [], verdicts };
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
