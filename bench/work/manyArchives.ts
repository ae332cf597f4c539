import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Aim } from '../compare.ts';
import { entrant, hold, type Result } from '../contest.ts';
import { carryOut } from '../measure.ts';
import { startCompanion } from '../peers/companion.ts';
import { Curl } from '../peers/curl.ts';
import { Ours } from '../peers/ours.ts';
import { missingTools } from '../peers/tools.ts';
import { quoted, type Server, shell } from '../processes.ts';
import { startSink } from '../sinks/sink.ts';
import type { Stage, Work } from '../stage.ts';
import { inStages } from './inStages.ts';
import { ours } from './transfers.ts';

const curlRuns = 'curl -T, a run each';

/** (d) Small archives one after the other: ours are entries of a schedule, uploaded by one run of it. */
export const manyArchives: Work = {
  title: 'Small archives one after the other',
  run: (stage) =>
    inStages(stage, {
      sink: async (part) => uploadEach(part, 'to the bare sink', await startSink(part), async () => {}),
      server: async (part) => {
        const companion = await startCompanion(part);
        return uploadEach(part, 'to our server', companion, () => companion.empty());
      },
    }),
};

async function uploadEach(
  stage: Stage,
  where: string,
  server: Server,
  after: () => Promise<void>,
): Promise<Result> {
  const { archives } = stage.scale;
  const folder = await stage.sources.singles();
  const program = await Ours.create(stage);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.bin'));
  const sources = files.map((name) => join(folder, name));
  await carryOut(stage.place, program.offline('schedule', 'add', ...sources));
  const curl = missingTools('curl') ?? { send: await sendWithCurl(stage, server) };
  const aims: Aim[] = [{ kind: 'speed', than: curlRuns, times: 5 }];
  return hold(stage, {
    title: `${archives} archives of 4 KiB one after the other, ${where} (ours: one run of a schedule)`,
    ours: { name: ours, command: program.command(server, 'schedule', 'run', '--now'), server, after },
    others: [
      entrant(curlRuns, curl, ({ send }) => ({
        command: shell(`set -e; for file in ${sources.map(quoted).join(' ')}; do ${send}; done`),
        server,
        after,
      })),
    ],
    aims,
  });
}

/** Sends the file of the loop of a shell, in a session that was opened before. */
async function sendWithCurl(stage: Stage, server: Server): Promise<string> {
  const curl = new Curl(stage, server);
  const session = await curl.login(stage);
  const send = curl.call('/upload-file', ...session, '-H', 'Content-Type: application/octet-stream');
  return `${send} -X POST --output /dev/null -T "$file" -H "File-Name: $(basename "$file")"`;
}
