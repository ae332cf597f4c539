import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createProxy } from '../../tests/support/proxy.ts';
import { atMost } from '../compare.ts';
import { entrant, hold, type Result } from '../contest.ts';
import { carryOut } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import { Rclone } from '../peers/rclone.ts';
import { Restic } from '../peers/restic.ts';
import type { Stage, Work } from '../stage.ts';
import { inStages } from './inStages.ts';
import { ours, peers, uploadOne } from './transfers.ts';

const mebibyte = 1024 * 1024;
const wanted = 'wanted.txt';

/** (e) A small file out of a large archive. */
export const oneFileOfMany: Work = {
  title: 'One small file out of a large archive',
  run: (stage) => inStages(stage, { part: restorePart }),
};

async function restorePart(stage: Stage): Promise<Result> {
  const { place } = stage;
  const folder = await stage.sources.mixed();
  const companion = await startCompanion(stage);
  const program = await Ours.create(stage);
  const name = await uploadOne(stage, program, companion, folder);
  const restored = place.path('restored');
  const fresh = {
    before: async () => {
      await rm(restored, { recursive: true, force: true });
      await mkdir(restored);
    },
  };
  const only = ['--to', restored, '--only', `e/${wanted}`];
  await fresh.before();
  const line = await createProxy(() => companion.port);
  await carryOut(place, program.command({ ...companion, port: line.port }, 'download', name, ...only));
  const received = line.received() / mebibyte;
  await line.close();
  const rclone = await Rclone.start(stage);
  if (typeof rclone !== 'string') await rclone.lay(folder);
  const restic = await Restic.start(stage);
  if (typeof restic !== 'string') {
    await restic.empty();
    await carryOut(place, restic.upload(folder));
  }
  const result = await hold(stage, {
    title: 'One file of 16 KiB out of a large archive',
    ours: {
      name: ours,
      command: program.command(companion, 'download', name, ...only),
      server: companion,
      ...fresh,
    },
    others: [
      entrant(peers.rclone, rclone, (peer) => ({
        command: peer.download(restored, wanted),
        server: peer.server,
        ...fresh,
      })),
      entrant(peers.restic, restic, (peer) => ({
        command: peer.download(restored, join(folder, wanted)),
        server: peer.server,
        ...fresh,
      })),
    ],
    aims: [],
  });
  return { ...result, verdicts: [...result.verdicts, atMost('MiB received', received, 1)] };
}
