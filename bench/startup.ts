import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startCommandOnTerminal } from '../tests/support/pty.ts';
import { password } from './peers/ours.ts';
import { type Command, cpuSecondsOf } from './processes.ts';
import type { Workplace } from './workplace.ts';

/** Node.js that does nothing: what every program in it costs at least. */
export const bareNode: Command = { words: [process.execPath, '-e', '0'] };

/** What is on the first screen of somebody who is not logged in. */
const firstFrame = 'Connect';
/** After the list is there, so long until nothing that belongs to it is still under way. */
const settleMilliseconds = 3000;

/** Seconds until a command on a terminal shows a text; until it ends where none is given. */
export async function secondsOnTerminal(
  place: Workplace,
  command: Command,
  text?: string | RegExp,
): Promise<number> {
  const startedAt = performance.now();
  const program = startOnTerminal(place, command);
  try {
    await (text === undefined ? program.exited : program.see(text));
    return (performance.now() - startedAt) / 1000;
  } finally {
    if (text !== undefined) {
      program.kill();
      await program.exited;
    }
  }
}

/** Seconds from the start of the screens until they can be seen. @param command opens them */
export function secondsToFirstFrame(place: Workplace, command: Command): Promise<number> {
  return secondsOnTerminal(place, command, firstFrame);
}

/** What the screens cost while nobody does anything. */
export interface Idle {
  readonly bytes: number;
  readonly cpuSeconds: number;
  /** Held at the end of it. */
  readonly memoryMiB: number;
}

/**
 * Logs in on the screens, and then leaves them alone.
 *
 * @param command opens the screens with a form that asks for the password alone
 * @param listed can be seen when the archives are there
 */
export async function leaveAlone(
  place: Workplace,
  command: Command,
  listed: string | RegExp,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<Idle> {
  const program = startOnTerminal(place, command);
  try {
    await program.see(firstFrame);
    program.press(password);
    await program.see('•');
    program.press('\r');
    await program.see(listed);
    await pause(settleMilliseconds, undefined, { signal });
    const [bytesBefore, cpuBefore] = [program.output().length, await cpuSecondsOf(program.pid)];
    await pause(milliseconds, undefined, { signal });
    const status = await readFile(`/proc/${program.pid}/status`, 'latin1');
    return {
      bytes: program.output().length - bytesBefore,
      cpuSeconds: (await cpuSecondsOf(program.pid)) - cpuBefore,
      memoryMiB: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024,
    };
  } finally {
    program.kill();
    await program.exited;
  }
}

function startOnTerminal(place: Workplace, { words, environment }: Command) {
  const [program = '', ...args] = words;
  return startCommandOnTerminal(program, args, place.folder, { HOME: place.folder, ...environment });
}
