import { warm } from '../sources.ts';
import type { Work } from '../stage.ts';
import { inStages } from './inStages.ts';
import { download, peers, uploadToServer, uploadToSink } from './transfers.ts';

/** (b) One large file that compresses well. */
export const text: Work = {
  title: 'One file of log-like text',
  async run(stage) {
    const path = await stage.sources.text();
    await warm(path);
    const { fileBytes: bytes } = stage.scale;
    const cargo = { title: 'One file of log-like text', path, bytes, leastStored: bytes / 10 };
    return inStages(stage, {
      sink: (part) => {
        const aims = [{ kind: 'speed', than: peers.zstdAgeCurl, times: 1 } as const];
        return uploadToSink(part, cargo, aims, (program, sink) => [
          { name: peers.piped, command: program.piped(sink, path), server: sink },
        ]);
      },
      server: (part) => uploadToServer(part, cargo, []),
      down: (part) => download(part, cargo, []),
    });
  },
};
