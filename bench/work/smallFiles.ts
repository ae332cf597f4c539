import type { Work } from '../stage.ts';
import { inStages } from './inStages.ts';
import { download, peers, uploadToServer, uploadToSink } from './transfers.ts';

/** (c) Many small files in one archive. */
export const smallFiles: Work = {
  title: 'Many small files',
  async run(stage) {
    const { smallFiles: count, smallFileBytes } = stage.scale;
    const path = await stage.sources.folder();
    const cargo = { title: `${count} files of 16 KiB`, path, bytes: count * smallFileBytes };
    return inStages(stage, {
      sink: (part) => uploadToSink(part, cargo, [{ kind: 'speed', than: peers.ageCurl, times: 1 }]),
      server: (part) => uploadToServer(part, cargo, [{ kind: 'speed', than: peers.restic, times: 4 }]),
      down: (part) => download(part, cargo, [{ kind: 'speed', than: peers.restic, times: 1 }]),
    });
  },
};
