import type { Aim } from '../compare.ts';
import { entrant, hold, type Result } from '../contest.ts';
import { carryOut } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import { Rclone } from '../peers/rclone.ts';
import { Restic } from '../peers/restic.ts';
import { inTurn } from '../processes.ts';
import type { Stage, Work } from '../stage.ts';
import { inStages } from './inStages.ts';
import { ours, peers } from './transfers.ts';

/** (f) What is uploaded regularly, when nothing changed. */
export const unchanged: Work = {
  title: 'A scheduled run with nothing changed',
  run: (stage) => inStages(stage, { unchanged: runAgain }),
};

async function runAgain(stage: Stage): Promise<Result> {
  const { place } = stage;
  const [file, folder] = [await stage.sources.file(), await stage.sources.folder()];
  const companion = await startCompanion(stage);
  const program = await Ours.create(stage);
  await carryOut(place, program.offline('schedule', 'add', file, folder, '--skip-unchanged'));
  const command = program.command(companion, 'schedule', 'run', '--now');
  await carryOut(place, command);
  const rclone = await Rclone.start(stage);
  const copyBoth = (peer: Rclone) => inTurn(peer.upload(file, 'a'), peer.upload(folder, 'c'));
  if (typeof rclone !== 'string') {
    await rclone.lay(file, 'a');
    await rclone.lay(folder, 'c');
  }
  const restic = await Restic.start(stage);
  if (typeof restic !== 'string') {
    await restic.empty();
    await carryOut(place, restic.upload(file, folder));
  }
  const aims: Aim[] = [
    { kind: 'speed', than: peers.rclone, times: 1 },
    { kind: 'speed', than: peers.restic, times: 1 },
  ];
  return hold(stage, {
    title: 'A scheduled run over the large file and the small ones, with nothing changed',
    ours: { name: ours, command, server: companion },
    others: [
      entrant(peers.rclone, rclone, (peer) => ({ command: copyBoth(peer), server: peer.server })),
      entrant(peers.restic, restic, (peer) => ({
        command: peer.upload(file, folder),
        server: peer.server,
      })),
    ],
    aims,
  });
}
