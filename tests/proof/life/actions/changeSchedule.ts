import { join } from 'node:path';
import type { Action } from './action.ts';

/** Adds a path to the schedule, changes how it is uploaded, or removes it. */
export const changeSchedule: Action = async (life) => {
  const { random, sources, model } = life;
  const name = random.pick(sources.names);
  const path = join(sources.folder, name);
  if (!model.scheduled.has(name)) {
    const { keepLast, settings } = random.pick(rules);
    life.expectExit(await life.local(['schedule', 'add', path, ...settings]), 0);
    model.scheduled.set(name, keepLast);
  } else if (random.chance(0.3)) {
    life.expectExit(await life.local(['schedule', 'remove', path]), 0);
    model.scheduled.delete(name);
  } else {
    const change = random.pick([
      ['edit', path, '--every', '2h'],
      ['pause', path],
      ['resume', path],
    ]);
    life.expectExit(await life.local(['schedule', ...change]), 0);
  }
};

const rules: readonly { readonly keepLast: number | null; readonly settings: readonly string[] }[] = [
  { keepLast: null, settings: ['--every', '1h'] },
  { keepLast: null, settings: ['--at', '02:30'] },
  { keepLast: null, settings: ['--skip-unchanged'] },
  { keepLast: 2, settings: ['--every', '6h', '--keep-last', '2'] },
];
