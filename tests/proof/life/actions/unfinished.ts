import { readdir, rm } from 'node:fs/promises';
import { z } from 'zod';
import { confirmationOf, noteUpload } from '../confirm.ts';
import type { Life } from '../life.ts';
import type { Action } from './action.ts';

const listed = z.object({
  transfers: z.array(
    z.object({ id: z.string(), kind: z.enum(['upload', 'download']), destination: z.string().optional() }),
  ),
});

/** What was interrupted and can be gone on with. */
export async function unfinishedTransfers(life: Life) {
  const ran = await life.local(['transfers', 'list']);
  return life.expectExit(ran, 0) ? listed.parse(ran.document).transfers : [];
}

/** Goes on with something that was interrupted, by its id. */
export const resumeTransfer: Action = async (life) => {
  const unfinished = await unfinishedTransfers(life);
  if (unfinished.length === 0) return;
  const { id, kind, destination } = life.random.pick(unfinished);
  const before = await life.sources.treeOf(life.sources.names);
  const ran = await life.ask(['transfers', 'resume', id]);
  life.expectExit(ran, 0, 8);
  if (kind === 'download') return removeDestination(destination);
  const confirmed = confirmationOf(ran);
  if (confirmed === null) return;
  life.tally.add('interrupted uploads resumed by id');
  // It holds what it was begun with, or what is there now; which of them, the first restore tells.
  const candidates = life.model.attempts.map(({ made }) => made.before);
  noteUpload(life, confirmed, { before, after: before }, null, candidates);
};

/** Gives up everything that was interrupted. */
export const discardTransfers: Action = async (life) => {
  for (const { id, destination } of await unfinishedTransfers(life)) {
    life.expectExit(await life.ask(['transfers', 'discard', id]), 0);
    life.tally.add('transfers discarded');
    const left = destination === undefined ? [] : await readdir(destination).catch(() => []);
    if (left.length > 0) life.fail(`transfers discard ${id} left ${left.join(', ')} in ${destination}`);
  }
};

async function removeDestination(destination: string | undefined): Promise<void> {
  if (destination !== undefined) await rm(destination, { recursive: true, force: true });
}
