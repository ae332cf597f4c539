import { disturbanceOf } from '../disturbances.ts';
import type { Action } from './action.ts';

/** So many are left, so that there is something to restore. */
const fewest = 4;

/** Deletes some archives. */
export const deleteArchives: Action = async (life) => {
  const { random, model } = life;
  const present = model.present();
  const most = present.length - fewest;
  if (most <= 0) return;
  const chosen = present.filter(() => random.chance(0.4)).slice(0, most);
  if (chosen.length === 0) return;
  const names = chosen.map(({ name }) => name);
  const ran = await life.ask(['delete', ...names], { disturbance: disturbanceOf(random, 0) });
  life.expectExit(ran, 0, 3, null);
  for (const archive of chosen) {
    if (ran.exitCode === 0) model.archives.delete(archive.name);
    else archive.mayBeGone = true;
  }
  if (ran.exitCode !== 0) life.tally.add('unknown outcomes of deletions', chosen.length);
};
