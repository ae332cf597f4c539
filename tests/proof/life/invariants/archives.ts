import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { snapshot } from '../../../support/tree.ts';
import { differences } from '../compare.ts';
import type { Life } from '../life.ts';
import type { Invariant } from './invariant.ts';

const list = z.object({ archives: z.array(z.object({ name: z.string() })) });

/** The server has every archive that it confirmed, and none that nobody made; of unknown outcomes it tells which. */
export const archivesAreAllThere: Invariant = async (life) => {
  const ran = await life.ask(['list']);
  if (!life.expectExit(ran, 0)) return;
  const { archives } = list.parse(ran.document);
  const names = new Set(archives.map(({ name }) => name));
  if (names.size !== archives.length) life.fail(`${ran.command}: a name is listed twice`);
  const { model, tally } = life;
  for (const archive of [...model.archives.values()]) {
    const isThere = names.has(archive.name);
    if (!isThere && !archive.mayBeGone) life.fail(`${archive.name} was confirmed and is lost`);
    if (archive.mayBeGone && archive.scheduled === null)
      tally.add(`unknown outcomes of deletions: ${isThere ? 'not done' : 'done'}`);
    if (!isThere) model.archives.delete(archive.name);
    archive.mayBeGone = false;
  }
  for (const name of names) if (!model.archives.has(name)) await recognise(life, name);
  await forgetAttempts(life);
};

/** An archive that was not confirmed has to be a whole one of an upload that nobody heard the end of. */
async function recognise(life: Life, name: string): Promise<void> {
  const { model, tally } = life;
  for (const passphrase of new Set(model.attempts.map((attempt) => attempt.passphrase))) {
    const folder = life.newDestination();
    const ran = await life.ask(['download', name, '--to', folder], { passphrase });
    if (!life.expectExit(ran, 0)) return;
    const found = await snapshot(folder);
    await rm(folder, { recursive: true });
    const of = model.attempts.find(({ made }) => differences(found, made.before).length === 0);
    if (of === undefined) continue;
    tally.add('unknown outcomes of uploads: whole');
    model.attempts.splice(model.attempts.indexOf(of), 1);
    model.confirm({ name, made: of.made, passphrase, scheduled: of.scheduled });
    return;
  }
  life.fail(`${name} is listed, and is nothing that was ever uploaded`);
}

/** What is not there when nothing at home could go on with it will not come any more. */
async function forgetAttempts(life: Life): Promise<void> {
  const { model, tally } = life;
  if (model.attempts.length === 0) return;
  if ((await readdir(join(life.world.home, 'state/transfers')).catch(() => [])).length > 0) return;
  for (const attempt of model.attempts) attempt.looks += 1;
  const gone = model.attempts.filter(({ looks }) => looks > 1);
  tally.add('unknown outcomes of uploads: absent, or confirmed later', gone.length);
  model.attempts = model.attempts.filter(({ looks }) => looks <= 1);
}
