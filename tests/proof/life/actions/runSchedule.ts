import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { sizeOfTree } from '../compare.ts';
import { noteAttempt, noteUpload } from '../confirm.ts';
import { disturbanceOf } from '../disturbances.ts';
import type { Life, Ran } from '../life.ts';
import type { Action } from './action.ts';

const runs = z.object({
  runs: z.array(
    z.object({
      path: z.string(),
      name: z.string().optional(),
      warnings: z.array(z.object({ path: z.string() })).default([]),
    }),
  ),
});

/** Uploads what is due, or all that is scheduled. */
export const runSchedule: Action = async (life) => {
  const { random, model } = life;
  if (model.scheduled.size === 0) return;
  const isForced = random.chance(0.4);
  const trees = await treesOf(life);
  const bytes = Math.max(0, ...[...trees.values()].map(sizeOfTree));
  const args = ['schedule', 'run', ...(isForced ? ['--now'] : [])];
  const ran = await life.ask(args, { disturbance: disturbanceOf(random, bytes) });
  if (!life.expectExit(ran, 0, 3, null)) return;
  for (const [name, keepLast] of model.scheduled) if (keepLast !== null) markPrunable(life, name);
  const confirmed = confirmedBy(life, ran, trees);
  if (ran.exitCode !== 0)
    for (const [name, tree] of trees)
      if (!confirmed.has(name)) noteAttempt(life, { before: tree, after: tree }, name);
  if (ran.exitCode === 0 && !isForced) await expectNothingDue(life);
  if (ran.exitCode === 0 && confirmed.size > 0 && existsSync(join(life.world.home, 'state/run.lock')))
    life.fail(`${ran.command}: the lock is still there`);
  life.tally.add('scheduled uploads that were confirmed', confirmed.size);
};

async function treesOf({ model, sources }: Life) {
  const names = [...model.scheduled.keys()];
  return new Map(await Promise.all(names.map(async (name) => [name, await sources.treeOf([name])] as const)));
}

function confirmedBy(life: Life, ran: Ran, trees: Awaited<ReturnType<typeof treesOf>>): Set<string> {
  const done = new Set<string>();
  const parsed = runs.safeParse(ran.document);
  for (const { path, name, warnings } of parsed.success ? parsed.data.runs : []) {
    const source = basename(path);
    const tree = trees.get(source) ?? {};
    if (name === undefined) continue;
    noteUpload(life, { name, warnings }, { before: tree, after: tree }, source);
    done.add(source);
  }
  return done;
}

/**
 * What was made of a path before may be removed once it was uploaded again. Which of it, the times in the names tell;
 * how many stay is not looked at, because the clock jumps.
 */
function markPrunable({ model }: Life, source: string): void {
  for (const archive of model.present()) if (archive.scheduled === source) archive.mayBeGone = true;
}

async function expectNothingDue(life: Life): Promise<void> {
  const again = await life.ask(['schedule', 'run']);
  if (!life.expectExit(again, 0)) return;
  const { runs: more } = runs.parse(again.document);
  if (more.length > 0)
    life.fail(`schedule run, once more: ${more.map(({ path }) => path).join(', ')} was due again`);
}
