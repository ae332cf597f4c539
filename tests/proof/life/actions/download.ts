import { existsSync } from 'node:fs';
import { snapshot } from '../../../support/tree.ts';
import { notWhole, sizeOfTree } from '../compare.ts';
import { disturbanceOf } from '../disturbances.ts';
import type { Life } from '../life.ts';
import type { Archive } from '../model.ts';
import { expectRestored } from '../restored.ts';
import type { Action } from './action.ts';

/** Restores an archive; after an interruption once more to the same folder, until all of it is there. */
export const download: Action = async (life) => {
  const present = life.model.present();
  if (present.length === 0) return;
  const archive = life.random.pick(present);
  const disturbance = disturbanceOf(life.random, sizeOfTree(archive.made.before));
  await restore(life, archive, ['--to', life.newDestination()], disturbance);
};

/** The same, undisturbed. */
export async function restoreWhole(life: Life, archive: Archive): Promise<void> {
  await restore(life, archive, ['--to', life.newDestination()]);
}

async function restore(
  life: Life,
  archive: Archive,
  to: readonly [string, string],
  disturbance?: ReturnType<typeof disturbanceOf>,
): Promise<void> {
  const [, folder] = to;
  const { name, passphrase } = archive;
  const ask = (...more: string[]) => ['download', name, ...to, ...more];
  const ran = await life.ask(ask(), disturbance ? { disturbance, passphrase } : { passphrase });
  if (!life.expectExit(ran, ...(disturbance ? [0, 3, null] : [0]))) return;
  if (ran.exitCode !== 0) {
    life.tally.add('interrupted restores');
    await expectNothingPartial(life, archive, folder);
    const again = await life.ask(ask(), { passphrase });
    // It was killed when some of it was in place already.
    const last = again.exitCode === 7 ? await life.ask(ask('--overwrite', 'skip'), { passphrase }) : again;
    if (!life.expectExit(last, 0, 8)) return;
  }
  await expectRestored(life, archive, folder);
}

async function expectNothingPartial(life: Life, { tree, name }: Archive, folder: string): Promise<void> {
  if (tree === null || !existsSync(folder)) return;
  const partial = notWhole(await snapshot(folder), tree);
  if (partial.length > 0)
    life.fail(`of ${name} something partial is in place: ${partial.slice(0, 5).join('; ')}`);
}
