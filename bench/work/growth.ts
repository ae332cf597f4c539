import { atMost, medianOf, type Runs } from '../compare.ts';
import type { Result } from '../contest.ts';
import { fitLine, growthExponent, type Point } from '../fit.ts';
import { measure, type Sample } from '../measure.ts';
import { Ours } from '../peers/ours.ts';
import { startSink } from '../sinks/sink.ts';
import type { Stage, Work } from '../stage.ts';
import { describeBytes } from './describeBytes.ts';
import { inStages } from './inStages.ts';
import { ours } from './transfers.ts';

const gibibyte = 1024 ** 3;
/** More than this is not linear; a little more than 1 for what differs from run to run. */
const mostExponent = 1.1;

interface Series {
  readonly title: string;
  /** How the slope is read: seconds for each of these. */
  readonly unit: string;
  readonly steps: readonly { readonly what: string; readonly x: number; readonly path: string }[];
}

/** How the cost grows with size and number. */
export const growth: Work = {
  title: 'Growth',
  run: (stage) =>
    inStages(stage, {
      bytes: async (part) => {
        const { growthBytes } = part.scale;
        const steps = [];
        for (const bytes of growthBytes) {
          const path = await part.sources.sparse(bytes);
          steps.push({ what: describeBytes(bytes), x: bytes / gibibyte, path });
        }
        return follow(part, {
          title: 'Growth with the size of a file, up to the bare sink',
          unit: 'GiB',
          steps,
        });
      },
      entries: async (part) => {
        const steps = [];
        for (const count of part.scale.growthEntries) {
          const path = await part.sources.entries(count);
          steps.push({ what: `${count} entries`, x: count / 1000, path });
        }
        const title = 'Growth with the number of entries, up to the bare sink';
        return follow(part, { title, unit: '1000 entries', steps });
      },
    }),
};

async function follow(stage: Stage, { title, unit, steps }: Series): Promise<Result> {
  const { place, rounds, signal, log } = stage;
  log(title);
  const sink = await startSink(stage);
  const program = await Ours.create(stage);
  const samples = new Map(steps.map(({ what }) => [what, [] as Sample[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { what, path } of round % 2 === 0 ? steps : [...steps].reverse()) {
      const command = program.command(sink, 'upload', path);
      const sample = await measure(place, command, { server: sink, signal });
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
