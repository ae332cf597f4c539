import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../../src/common/errors.ts';
import { type FaultKind, faultKinds } from './faultKinds.ts';
import { Watched } from './injection.ts';
import type { Tally } from './tally.ts';

/** Something that the program does, under faults. */
export interface Operation {
  readonly name: string;
  /** Begins anew, in an empty folder. */
  prepare(folder: string, watched: Watched): Promise<Attempt>;
}

export interface Attempt {
  /** Runs under faults; afterwards again, without. @returns what came of it, for the figures */
  run(): Promise<string | undefined>;
  /** What is wrong after a run that may have failed. */
  inspect(isDone: boolean): Promise<readonly string[]>;
  /** What is wrong after the run without faults. */
  verify(): Promise<readonly string[]>;
  close?(): Promise<void>;
}

export interface EveryCallOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** Every how many calls one fails; each, where absent. */
  readonly stride?: number;
  readonly kinds?: readonly FaultKind[];
}

/** Nothing that is done here takes so long, also on a busy machine. */
const hangMilliseconds = 60_000;

/** Fails one call of an operation after the other, in every way, until it ends before the one that was to fail. */
export async function failEveryCall(operation: Operation, options: EveryCallOptions): Promise<void> {
  const { signal, stride = 1, kinds = faultKinds } = options;
  for (const kind of kinds) {
    for (let at = 1; !signal.aborted; at += stride) {
      if (!(await failOneCall(operation, kind, at, options))) break;
    }
  }
}

/** False where the operation has fewer calls. */
async function failOneCall(
  operation: Operation,
  kind: FaultKind,
  at: number,
  { folder: parent, tally }: EveryCallOptions,
): Promise<boolean> {
  const folder = join(parent, 'attempt');
  await mkdir(folder);
  const watched = new Watched();
  const attempt = await operation.prepare(folder, watched);
  try {
    watched.arm({ kind, at });
    const outcome = await outcomeOf(watched.run(() => attempt.run()));
    const { hit } = watched;
    watched.arm(undefined);
    const fault = hit ? `${kind} of ${hit.call} in ${hit.site}` : `no ${kind}`;
    const wrong = [
      ...outcome.wrong,
      ...watched.openFiles().map((site) => `left open what was opened in ${site}`),
      ...(await found(() => attempt.inspect(outcome.isDone))),
    ];
    const again = await outcomeOf(attempt.run());
    if (again.isDone) wrong.push(...(await found(() => attempt.verify())));
    else wrong.push(`failed without faults afterwards: ${again.ended}`, ...again.wrong);
    tally.note({ operation: operation.name, kind, hit, ended: outcome.ended });
    for (const problem of wrong) tally.fail(`${operation.name}, ${fault}: ${problem}`);
    return hit !== undefined;
  } finally {
    await attempt.close?.();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is wrong; that nobody can look at it, too. */
async function found(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await look();
  } catch (error) {
    return [`what is there cannot be looked at: ${String(error)}`];
  }
}

interface Outcome {
  readonly isDone: boolean;
  /** In a word. */
  readonly ended: string;
  readonly wrong: string[];
}

async function outcomeOf(running: Promise<string | undefined>): Promise<Outcome> {
  const timer = new AbortController();
  try {
    const hang = pause(hangMilliseconds, undefined, { signal: timer.signal, ref: false }).then(() => {
      throw new Error('it hangs');
    });
    hang.catch(() => {});
    return { isDone: true, ended: (await Promise.race([running, hang])) ?? 'done', wrong: [] };
  } catch (error) {
    if (error instanceof UserError) return { isDone: false, ended: error.code, wrong: [] };
    return { isDone: false, ended: 'no user error', wrong: [`ended with ${String(error)}`] };
  } finally {
    timer.abort();
  }
}
