import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProofResult } from '../part.ts';

const killer = new URL('killer.ts', import.meta.url).href;

/** The program, bundled. */
export const programPath = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** Where to kill. */
export interface Killing {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Variables of a process that is to be killed. */
export function dying({ at, when }: Killing, folder: string, armed?: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${killer}`,
    KILL_AT: String(at),
    KILL_WHEN: when,
    KILL_REPORT: reportIn(folder),
    ...(armed === undefined ? {} : { KILL_ARMED: armed }),
  };
}

/** At which step the process was killed; undefined where it had not so many. */
export async function stepOfDeath(folder: string): Promise<string | undefined> {
  try {
    const step = await readFile(reportIn(folder), 'utf8');
    await rm(reportIn(folder));
    return step;
  } catch {
    return undefined;
  }
}

function reportIn(folder: string): string {
  return join(folder, 'killed');
}

/** Which calls are killed at: each, before and after, where nothing else is said. */
export interface Choice {
  readonly stride?: number;
  readonly whens?: readonly Killing['when'][];
}

/** Kills at one call after the other, until there are no more. @param kill false where there are not so many */
export async function killEverywhere(
  { stride = 1, whens = ['before', 'after'] }: Choice,
  signal: AbortSignal,
  kill: (killing: Killing) => Promise<boolean>,
): Promise<void> {
  for (const when of whens) {
    for (let at = 1; !signal.aborted; at += stride) if (!(await kill({ at, when }))) break;
  }
}

/** Counts deaths, and keeps what was wrong afterwards. */
export class Deaths {
  readonly #works = new Set<string>();
  readonly #steps = new Set<string>();
  readonly #ends = new Map<string, number>();
  readonly #failures = new Set<string>();
  #kills = 0;

  note(work: string, step: string, ended: string, wrong: readonly string[]): void {
    this.#works.add(work);
    this.#steps.add(`${work} ${step}`);
    this.#kills += 1;
    this.#ends.set(ended, (this.#ends.get(ended) ?? 0) + 1);
    for (const problem of wrong) this.#failures.add(`${work}, killed ${step}: ${problem}`);
  }

  result(): ProofResult {
    return {
      figures: {
        operations: this.#works.size,
        'steps that were killed at': this.#steps.size,
        kills: this.#kills,
        'how the next run ended': [...this.#ends].map(([end, times]) => `${end} ${times}`).join(', '),
      },
      failures: [...this.#failures],
    };
  }
}
