import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { disturbanceOf } from '../disturbances.ts';
import type { Action } from './action.ts';

/** Gives an archive another passphrase; where nobody heard the end, either the old one opens it or the new one. */
export const rewrap: Action = async (life) => {
  const present = life.model.present();
  if (present.length === 0) return;
  const archive = life.random.pick(present);
  const next = life.newPassphrase();
  const file = join(life.world.folder, 'new-passphrase');
  await writeFile(file, next, { mode: 0o600 });
  const { name, passphrase } = archive;
  const ran = await life.ask(['rewrap', name, '--new-passphrase-file', file], {
    disturbance: disturbanceOf(life.random, 0),
    passphrase,
  });
  if (!life.expectExit(ran, 0, 3, null)) return;
  if (ran.exitCode === 0) {
    archive.passphrase = next;
    return;
  }
  const withNew = await life.ask(['verify', name], { passphrase: next });
  if (!life.expectExit(withNew, 0, 6)) return;
  life.tally.add(`unknown outcomes of rewraps: ${withNew.exitCode === 0 ? 'done' : 'not done'}`);
  if (withNew.exitCode === 0) archive.passphrase = next;
  else life.expectExit(await life.ask(['verify', name], { passphrase }), 0);
};
