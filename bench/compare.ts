import type { Sample } from './measure.ts';

/** Runs of one contestant, one a round. */
export interface Runs {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** What is hoped for: so many times as fast as somebody else, or not more than a limit. */
export type Aim =
  | { readonly kind: 'speed'; readonly than: string; readonly times: number }
  | { readonly kind: 'limit'; readonly metric: 'peakMiB' | 'serverPeakMiB'; readonly most: number };

/** An aim, and what came of it. */
export interface Verdict {
  readonly what: string;
  readonly value: number;
  readonly aim: string;
  readonly met: boolean;
}

/** The middle one; of an even number the mean of both. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const above = sorted[Math.floor(middle)] ?? Number.NaN;
  if (!Number.isInteger(middle)) return above;
  return ((sorted[middle - 1] ?? Number.NaN) + above) / 2;
}

/** Round by round, so that what disturbs a whole round cancels out. */
export function pairwiseRatios(numerators: readonly number[], denominators: readonly number[]): number[] {
  const rounds = Math.min(numerators.length, denominators.length);
  return Array.from({ length: rounds }, (_, round) => (numerators[round] ?? 0) / (denominators[round] ?? 0));
}

/** How many times as fast as somebody else we are: the median of the ratios of all rounds. */
export function timesAsFast(ours: Runs, theirs: Runs): number {
  const wall = ({ samples }: Runs) => samples.map(({ wallSeconds }) => wallSeconds);
  return median(pairwiseRatios(wall(theirs), wall(ours)));
}

export function medianOf(runs: Runs, metric: keyof Sample): number | null {
  const values = runs.samples.map((sample) => sample[metric]).filter((value) => value !== null);
  return values.length === 0 ? null : median(values);
}

/** Judges ours; aims against somebody who did not take part have no verdict. */
export function judge(ours: Runs, others: readonly Runs[], aims: readonly Aim[]): Verdict[] {
  return aims.flatMap((aim) => {
    if (aim.kind === 'limit') {
      const values = ours.samples.map((sample) => sample[aim.metric] ?? 0);
      return atMost(`${metricNames[aim.metric]} of ${ours.name}`, Math.max(...values), aim.most, 'MiB');
    }
    const theirs = others.find(({ name }) => name === aim.than);
    if (!theirs) return [];
    const value = timesAsFast(ours, theirs);
    return {
      what: `times as fast as ${aim.than}`,
      value,
      aim: `at least ${aim.times}`,
      met: value >= aim.times,
    };
  });
}

/** A number that should not be more than a limit. */
export function atMost(what: string, value: number, most: number, unit = ''): Verdict {
  return { what, value, aim: `at most ${most}${unit && ` ${unit}`}`, met: value <= most };
}

const metricNames = { peakMiB: 'peak memory', serverPeakMiB: 'peak memory of the server' } as const;
