import { rm } from 'node:fs/promises';
import { snapshot } from '../../../support/tree.ts';
import { differences, partOf, sizeOfTree, withoutLinks } from '../compare.ts';
import { disturbanceOf } from '../disturbances.ts';
import type { Action } from './action.ts';

/** Restores some paths of an archive. */
export const restorePart: Action = async (life) => {
  const { random } = life;
  const known = life.model.present().filter(({ tree }) => tree !== null);
  if (known.length === 0) return;
  const { name, tree, passphrase } = random.pick(known);
  const whole = tree ?? {};
  const paths = Array.from({ length: random.between(1, 3) }, () => random.pick(Object.keys(whole)));
  const wanted = partOf(whole, paths);
  const folder = life.newDestination();
  const args = [
    'download',
    name,
    '--to',
    folder,
    ...paths.flatMap((path) => ['--only', `:(literal)${path}`]),
  ];
  const ran = await life.ask(args, { disturbance: disturbanceOf(random, sizeOfTree(wanted)), passphrase });
  if (!life.expectExit(ran, 0, 3, null)) return;
  if (ran.exitCode !== 0) {
    const again = await life.ask(args, { passphrase });
    const last =
      again.exitCode === 7 ? await life.ask([...args, '--overwrite', 'skip'], { passphrase }) : again;
    if (!life.expectExit(last, 0, 8)) return;
  }
  const wrong = differences(withoutLinks(await snapshot(folder)), wanted);
  life.tally.add('partial restores compared');
  if (wrong.length > 0) life.fail(`${paths.join(', ')} of ${name}: ${wrong.slice(0, 5).join('; ')}`);
  await rm(folder, { recursive: true });
};
