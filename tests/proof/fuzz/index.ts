import { availableParallelism } from 'node:os';
import type { ProofOptions, ProofPart, ProofResult } from '../part.ts';
import type { Crash, FuzzFigures } from './engine/fuzzer.ts';
import { instrumentProgram } from './engine/instrument.ts';
import { fuzzTarget } from './fuzzTarget.ts';
import { targets } from './targets.ts';

/**
 * Coverage-guided fuzzing of everything that reads what others wrote. `FUZZ_TARGETS=tar,index` chooses some,
 * `FUZZ_KEEP=1` writes what was found worth keeping to `corpus/`.
 */
export const fuzz: ProofPart = {
  title: 'hostile input, for each target',
  minutes: 10,
  async run({ minutes, seed, folder, signal, log }: ProofOptions): Promise<ProofResult> {
    const { FUZZ_TARGETS: chosen, FUZZ_KEEP: keep } = process.env;
    const waiting = Object.keys(targets).filter((name) => !chosen || chosen.split(',').includes(name));
    const program = await instrumentProgram();
    const options = { seconds: minutes * 60, seed, folder, program, keepsCorpus: keep === '1', signal };
    const figures: Record<string, string> = {};
    const failures: string[] = [];
    const work = async () => {
      for (let name = waiting.shift(); name !== undefined && !signal.aborted; name = waiting.shift()) {
        const result = await fuzzTarget(name, options);
        figures[name] = describe(result.figures, result.crashes.length);
        log(`${name}: ${figures[name]}`);
        failures.push(...result.crashes.map((crash) => describeCrash(name, crash)));
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return { figures, failures };
  },
};

function describe(figures: FuzzFigures, crashes: number): string {
  const { executions, seconds, blocksAtStart, blocksAtEnd, corpus } = figures;
  return [
    `${executions} executions`,
    `${Math.round(executions / Math.max(1, seconds))}/s`,
    `blocks ${blocksAtStart} → ${blocksAtEnd}`,
    `corpus ${corpus}`,
    `slowest ${Math.ceil(figures.slowestMilliseconds)} ms`,
    `at most ${Math.ceil(figures.highestMebibytes)} MiB`,
    `${crashes} crashes`,
  ].join(', ');
}

/** To replay a crash its input goes among the seeds of the target. */
function describeCrash(name: string, { problem, input }: Crash): string {
  const where = problem.split('\n').slice(0, 4).join(' ').replace(/\s+/g, ' ');
  return `${name}: ${where}; input ${JSON.stringify(Buffer.from(input).toString('latin1'))}`;
}
