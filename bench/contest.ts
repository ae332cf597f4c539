import { type Aim, judge, type Runs, type Verdict } from './compare.ts';
import type { Line } from './fit.ts';
import { measure, type Sample } from './measure.ts';
import type { Command, Server } from './processes.ts';
import type { Stage } from './stage.ts';

/** One way of doing a work. */
export interface Contestant {
  readonly name: string;
  readonly command: Command;
  readonly server?: Server | undefined;
  /** Before and after each run, not measured. */
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
}

/** Somebody who cannot take part, and why. */
export interface Absent {
  readonly name: string;
  readonly reason: string;
}

export interface Contest {
  readonly title: string;
  readonly ours: Contestant;
  readonly others: readonly (Contestant | Absent)[];
  readonly aims: readonly Aim[];
}

/** The contestant of a peer, or why there is none. */
export function entrant<Peer>(
  name: string,
  peer: Peer | string,
  enter: (peer: Peer) => Omit<Contestant, 'name'>,
): Contestant | Absent {
  return typeof peer === 'string' ? { name, reason: peer } : { name, ...enter(peer) };
}

/** How a cost grows. */
export interface Fit {
  readonly what: string;
  readonly line: Line;
  readonly exponent: number;
}

/** What came of something that was measured. */
export interface Result {
  readonly title: string;
  /** The first is ours. */
  readonly runs: readonly Runs[];
  readonly absent: readonly Absent[];
  readonly verdicts: readonly Verdict[];
  readonly fits?: readonly Fit[];
  /** Where the runs are not of one and the same work. */
  readonly isSeries?: boolean;
  /** Why it was not measured to its end. */
  readonly failure?: string;
}

/** The client never needs more, whatever it transfers. */
const clientMemory: Aim = { kind: 'limit', metric: 'peakMiB', most: 160 };

/** Whoever takes longer runs once, or a benchmark would take a day. */
const slowSeconds = 60;

/** Lets all of them run in each round, forwards and backwards in turn. */
export async function hold(stage: Stage, { title, ours, others, aims }: Contest): Promise<Result> {
  const { place, rounds, signal, log } = stage;
  log(title);
  const present = [ours, ...others.filter((other) => 'command' in other)];
  const absent = others.filter((other) => 'reason' in other);
  for (const { name, reason } of absent) log(`  without ${name}: ${reason}`);
  const samples = new Map(present.map(({ name }) => [name, [] as Sample[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of round % 2 === 0 ? present : [...present].reverse()) {
      const known = samples.get(contestant.name) ?? [];
      if (known.some(({ wallSeconds }) => wallSeconds > slowSeconds)) continue;
      await contestant.before?.();
      const sample = await measure(place, contestant.command, { server: contestant.server, signal });
      await contestant.after?.();
      known.push(sample);
      log(`  ${round + 1}. ${contestant.name}: ${sample.wallSeconds.toFixed(2)} s`);
    }
  }
  const runs = present.map(({ name }) => ({ name, samples: samples.get(name) ?? [] }));
  const [first, ...rest] = runs;
  const verdicts = first ? judge(first, rest, [...aims, clientMemory]) : [];
  return { title, runs, absent, verdicts };
}
