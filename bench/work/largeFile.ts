import { warm } from '../sources.ts';
import type { Work } from '../stage.ts';
import { inStages } from './inStages.ts';
import { download, peers, uploadToServer, uploadToSink } from './transfers.ts';

/** (a) One large file that does not compress. */
export const largeFile: Work = {
  title: 'One file that does not compress',
  async run(stage) {
    const path = await stage.sources.file();
    await warm(path);
    const cargo = { title: 'One file that does not compress', path, bytes: stage.scale.fileBytes };
    return inStages(stage, {
      sink: (part) =>
        uploadToSink(part, cargo, [
          { kind: 'speed', than: peers.ageCurl, times: 3 },
          { kind: 'speed', than: peers.tarCurl, times: 1 },
          { kind: 'speed', than: peers.plain, times: 0.6 },
        ]),
      server: (part) =>
        uploadToServer(part, cargo, [
          { kind: 'speed', than: peers.rclone, times: 2 },
          { kind: 'speed', than: peers.restic, times: 3 },
        ]),
      down: (part) =>
        download(part, cargo, [
          { kind: 'speed', than: peers.curlAge, times: 2 },
          { kind: 'speed', than: peers.rclone, times: 1.5 },
        ]),
    });
  },
};
