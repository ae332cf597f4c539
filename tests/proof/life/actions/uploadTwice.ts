import { join } from 'node:path';
import { confirmationOf, noteAttempt, noteUpload } from '../confirm.ts';
import type { Action } from './action.ts';

/** Uploads two sources, or one twice, under one label in the same second, as two machines do by cron: both have to be kept. */
export const uploadTwiceInOneSecond: Action = async (life) => {
  const { random, sources } = life;
  // That of the disk, too: by a clock that is a day ahead of it, what the other has just made would look abandoned.
  const stoppedAt = Date.now();
  const uploads = await Promise.all(
    [random.pick(sources.names), random.pick(sources.names)].map(async (name) => {
      const before = await sources.treeOf([name]);
      const ran = await life.ask(['upload', join(sources.folder, name), '--label', 'nightly'], { stoppedAt });
      return { ran, trees: { before, after: await sources.treeOf([name]) } };
    }),
  );
  const confirmed = uploads.map(({ ran, trees }) => {
    const confirmation = confirmationOf(ran);
    if (confirmation !== null) return noteUpload(life, confirmation, trees, null).name;
    life.expectExit(ran, 0, 8);
    noteAttempt(life, trees, null);
    return ran.command;
  });
  if (new Set(confirmed).size < uploads.length)
    life.fail(`two uploads in one second are both ${confirmed[0]}`);
};
