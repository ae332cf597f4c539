import { sizeOfTree } from '../compare.ts';
import { disturbanceOf } from '../disturbances.ts';
import type { Action } from './action.ts';

/** Authenticates an archive, or looks inside. */
export const verify: Action = async (life) => {
  const present = life.model.present();
  if (present.length === 0) return;
  const { random } = life;
  const { name, passphrase, made } = random.pick(present);
  const command = random.pick(['verify', 'show']);
  const disturbance = disturbanceOf(random, command === 'show' ? 0 : sizeOfTree(made.before));
  life.expectExit(await life.ask([command, name], { disturbance, passphrase }), 0, 3, null);
};
