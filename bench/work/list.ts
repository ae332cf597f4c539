import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entrant, hold, type Result } from '../contest.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import { Rclone } from '../peers/rclone.ts';
import type { Stage, Work } from '../stage.ts';
import { inStages } from './inStages.ts';
import { ours, peers } from './transfers.ts';

/** (g) A new process that logs in and lists what is there. */
export const list: Work = {
  title: 'Login and list',
  run: (stage) => inStages(stage, { list: listArchives }),
};

async function listArchives(stage: Stage): Promise<Result> {
  const { place, scale } = stage;
  const companion = await startCompanion(stage);
  const program = await Ours.create(stage);
  const folder = await place.makeFolder('listed');
  const names = Array.from(
    { length: scale.listed },
    (_, number) => `documents-${number}_2026-11-22T10-00-00.enc`,
  );
  for (const name of names) {
    await writeFile(join(companion.archives, name), '');
    await writeFile(join(folder, name), '');
  }
  const rclone = await Rclone.start(stage);
  if (typeof rclone !== 'string') await rclone.lay(folder);
  return hold(stage, {
    title: `Cold login and list of ${scale.listed} archives`,
    ours: { name: ours, command: program.command(companion, 'list'), server: companion },
    others: [entrant(peers.rclone, rclone, (peer) => ({ command: peer.list(), server: peer.server }))],
    aims: [{ kind: 'speed', than: peers.rclone, times: 0.5 }],
  });
}
