import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ProofPart, ProofResult } from '../part.ts';
import { groups } from './groups.ts';
import { type Counts, countMutants, describeCounts, scoreOf, sumOf } from './report.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Less than this of what the tests of a room run, and they are no longer worth their name. */
const least = 0.7;

export const mutation: ProofPart = {
  title: 'faults put into the core are noticed by its tests',
  minutes: 360,
  async run({ minutes, signal, log }): Promise<ProofResult> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]);
    const failures: string[] = [];
    const perRoom: Record<string, Counts[]> = {};
    for (const [name, { room, sources }] of Object.entries(groups)) {
      if (!inTime.aborted) {
        log(`${name}: ${sources.join(' ')}`);
        const exitCode = await runStryker(name, inTime, log);
        if (exitCode !== 0 && !inTime.aborted) failures.push(`Stryker ended with ${exitCode} for ${name}`);
      }
      const counts = await countMutants(
        fileURLToPath(new URL(`reports/${name}/incremental.json`, import.meta.url)),
      );
      log(describeCounts(counts));
      perRoom[room] = [...(perRoom[room] ?? []), counts];
    }
    const rooms = Object.entries(perRoom).map(([room, counts]) => [room, sumOf(counts)] as const);
    for (const [room, counts] of rooms) {
      const score = scoreOf({ ...counts, NoCoverage: 0 });
      if (score !== null && score < least) failures.push(`${room}: ${describeCounts(counts)}`);
    }
    return {
      figures: {
        ...Object.fromEntries(rooms.map(([room, counts]) => [room, describeCounts(counts)])),
        'tried to the end': inTime.aborted ? 'no: the next run goes on' : 'yes',
      },
      failures,
    };
  },
};

/** Goes on with a group where the last run stopped. Asked to end, Stryker keeps what it has. @returns its exit code */
async function runStryker(
  name: string,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<number | null> {
  const child = spawn('nice', ['-n', '15', 'stryker', 'run', 'tests/proof/mutation/stryker.config.mjs'], {
    cwd: root,
    env: { ...process.env, MUTATION_GROUP: name },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith('Mutation testing')) log(line);
  });
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return exitCode;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
