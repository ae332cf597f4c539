import { join } from 'node:path';
import { differences, sizeOfTree } from '../compare.ts';
import { confirmationOf, noteAttempt, noteUpload } from '../confirm.ts';
import { atBytes, disturbanceOf } from '../disturbances.ts';
import type { Life } from '../life.ts';
import type { Action } from './action.ts';

/** Uploads one or two of the sources; after an interruption mostly once more, else later or never. */
export const upload: Action = async (life) => {
  const { random } = life;
  const args = argsOf(life);
  const before = await life.sources.treeOf(args.names);
  const ran = await life.ask(args.all, { disturbance: disturbanceOf(random, sizeOfTree(before)) });
  const after = await life.sources.treeOf(args.names);
  if (differences(after, before).length > 0) life.fail(`${ran.command}: the sources were changed`);
  const confirmed = confirmationOf(ran);
  if (confirmed !== null) return void noteUpload(life, confirmed, { before, after }, null);
  noteAttempt(life, { before, after }, null);
  if (!life.expectExit(ran, null, 3) || random.chance(0.4)) return;
  const again = await life.ask(args.all);
  const resumed = confirmationOf(again);
  if (resumed === null) return void life.expectExit(again, 0);
  life.tally.add('interrupted uploads that were asked for again');
  noteUpload(life, resumed, { before, after }, null);
};

/** Uploads one of the sources, which changes when some of it has been sent. */
export const uploadWhileChanging: Action = async (life) => {
  const { random } = life;
  const name = random.pick(['photos', 'logs', 'work']);
  const before = await life.sources.treeOf([name]);
  const bytes = random.between(1, sizeOfTree(before));
  const disturbance = atBytes('the sources changed meanwhile', bytes, async () => {
    for (let changes = random.between(1, 3); changes > 0; changes -= 1)
      await life.sources.change(random, name);
  });
  const ran = await life.ask(['upload', join(life.sources.folder, name)], { disturbance });
  const confirmed = confirmationOf(ran);
  if (confirmed === null) return void life.expectExit(ran, 0, 8);
  noteUpload(life, confirmed, { before, after: await life.sources.treeOf([name]) }, null);
};

function argsOf({ random, sources }: Life): { names: string[]; all: string[] } {
  const first = random.pick(sources.names);
  const names = random.chance(0.25) ? [...new Set([first, random.pick(sources.names)])] : [first];
  const compress = random.chance(0.3) ? ['--compress', random.pick(['always', 'never'])] : [];
  return { names, all: ['upload', ...names.map((name) => join(sources.folder, name)), ...compress] };
}
