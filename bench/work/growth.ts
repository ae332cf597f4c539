import { rm } from 'node:fs/promises';
import { atMost, medianOf, type Runs } from '../compare.ts';
import type { Result } from '../contest.ts';
import { fitLine, growthExponent, type Point } from '../fit.ts';
import { measure, type Sample } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import type { Command, Server } from '../processes.ts';
import { startSink } from '../sinks/sink.ts';
import type { Stage, Work } from '../stage.ts';
import { describeBytes } from './describeBytes.ts';
import { inStages } from './inStages.ts';
import { ours, uploadOne } from './transfers.ts';

const gibibyte = 1024 ** 3;
/** More than this is not linear; a little more than 1 for what differs from run to run. */
const mostExponent = 1.1;

const entryBytes = 16;

interface Series {
  readonly title: string;
  /** How the slope is read: seconds for each of these. */
  readonly unit: string;
  readonly server: Server;
  readonly steps: readonly Step[];
}

interface Step {
  readonly what: string;
  readonly x: number;
  readonly command: Command;
  readonly before?: () => Promise<void>;
}

/** How the cost grows with size and number. */
export const growth: Work = {
  title: 'Growth',
  run: (stage) =>
    inStages(stage, { sizes: uploadSizes, entriesUp: uploadEntries, entriesDown: restoreEntries }),
};

async function uploadSizes(stage: Stage): Promise<Result> {
  const server = await startSink(stage);
  const program = await Ours.create(stage);
  const steps: Step[] = [];
  for (const bytes of stage.scale.growthBytes) {
    const path = await stage.sources.sparse(bytes);
    const command = program.command(server, 'upload', path);
    steps.push({ what: describeBytes(bytes), x: bytes / gibibyte, command });
  }
  const title = 'Growth with the size of a file, up to the bare sink';
  return follow(stage, { title, unit: 'GiB', server, steps });
}

async function uploadEntries(stage: Stage): Promise<Result> {
  const server = await startSink(stage);
  const program = await Ours.create(stage);
  const steps: Step[] = [];
  for (const count of stage.scale.growthEntries) {
    const command = program.command(server, 'upload', await stage.sources.entries(count, entryBytes));
    steps.push({ what: `${count} entries`, x: count / 1000, command });
  }
  const title = 'Growth with the number of entries, up to the bare sink';
  return follow(stage, { title, unit: '1000 entries', server, steps });
}

async function restoreEntries(stage: Stage): Promise<Result> {
  const companion = await startCompanion(stage);
  const program = await Ours.create(stage);
  const restored = stage.place.path('restored');
  const steps: Step[] = [];
  for (const count of stage.scale.growthEntries) {
    const name = await uploadOne(stage, program, companion, await stage.sources.entries(count, entryBytes));
    const command = program.command(companion, 'download', name, '--to', restored);
    const before = () => rm(restored, { recursive: true, force: true });
    steps.push({ what: `${count} entries`, x: count / 1000, command, before });
  }
  const title = 'Growth with the number of entries, down from our server, and restored';
  return follow(stage, { title, unit: '1000 entries', server: companion, steps });
}

async function follow(stage: Stage, { title, unit, server, steps }: Series): Promise<Result> {
  const { place, rounds, signal, log } = stage;
  log(title);
  const samples = new Map(steps.map(({ what }) => [what, [] as Sample[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { what, command, before } of round % 2 === 0 ? steps : [...steps].reverse()) {
      await before?.();
      const sample = await measure(place, command, { server, signal });
      samples.get(what)?.push(sample);
      log(`  ${round + 1}. ${what}: ${sample.wallSeconds.toFixed(2)} s`);
    }
  }
  const runs: Runs[] = steps.map(({ what }) => ({
    name: `${ours}, ${what}`,
    samples: samples.get(what) ?? [],
  }));
  const fits = (['wallSeconds', 'cpuSeconds'] as const).map((metric) => {
    const points = steps.map(({ x }, index): Point => {
      const run = runs[index];
      return { x, y: (run && medianOf(run, metric)) ?? Number.NaN };
    });
    const what = metric === 'wallSeconds' ? 'wall time' : 'CPU time of the client';
    return { what: `${what}, seconds per ${unit}`, line: fitLine(points), exponent: growthExponent(points) };
  });
  const verdicts = fits.map(({ what, exponent }) => atMost(`exponent of ${what}`, exponent, mostExponent));
  return { title, runs, isSeries: true, absent: [], verdicts, fits };
}
