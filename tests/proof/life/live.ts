import { canMount } from '../../support/smallDisk.ts';
import { restoreWhole } from './actions/download.ts';
import { actions } from './actions/table.ts';
import { invariants } from './invariants/table.ts';
import { Life } from './life.ts';
import { pickWeighted } from './weights.ts';

export interface LifeOptions {
  readonly folder: string;
  readonly seed: number;
  /** Asked before each step. */
  readonly isOver: (step: number) => boolean;
  readonly log: (line: string) => void;
}

export interface LifeResult {
  readonly figures: Record<string, string | number>;
  readonly failures: readonly string[];
}

/**
 * Lets random things happen to one home and one server until it is over or something is wrong, and then restores
 * every archive.
 */
export async function live({ folder, seed, isOver, log }: LifeOptions): Promise<LifeResult> {
  const life = await Life.begin(folder, seed);
  const { tally } = life;
  const mounts = await canMount();
  const possible = actions.filter(([, action]) => mounts || !action.mounts);
  let step = 0;
  try {
    for (; !isOver(step) && life.failures.length === 0; step += 1) {
      life.beginStep(step);
      const { name, run } = pickWeighted(life.random, possible);
      tally.note(`step ${step}: ${name}`);
      tally.add(`action: ${name}`);
      await run(life);
      for (const invariant of invariants) {
        await invariant(life);
        tally.add('invariants checked');
      }
      if (life.failures.length > 0) log([`Step ${step}, ${name}. Before it:`, ...tally.notes].join('\n'));
    }
    if (life.failures.length === 0)
      for (const archive of life.model.present()) await restoreWhole(life, archive);
  } catch (error) {
    log([`Step ${step}:`, ...tally.notes].join('\n'));
    throw error;
  } finally {
    await life.end();
  }
  return {
    figures: {
      seed,
      steps: step,
      'bytes sent and received': life.line.sent() + life.line.received(),
      ...tally.figures(),
      ...(mounts ? {} : { 'full disks': 'left out: this system allows no mount in a namespace' }),
    },
    failures: life.failures.map((failure) => `step ${step - 1} of seed ${seed}: ${failure}`),
  };
}
