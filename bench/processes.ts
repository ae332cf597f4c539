import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Workplace } from './workplace.ts';

/** A program with its arguments, and what its environment needs beyond the usual. */
export interface Command {
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server that a contestant talks to. */
export interface Server {
  readonly pid: number;
  readonly port: number;
}

const startMilliseconds = 15_000;
const settleMilliseconds = 15_000;
/** The kernel counts time of processes in hundredths of a second (sysconf(_SC_CLK_TCK) on Linux). */
const ticksPerSecond = 100;

/** A command of the shell, which fails when any part of a pipeline fails. */
export function shell(script: string, environment?: Command['environment']): Command {
  return { words: ['bash', '-o', 'pipefail', '-c', script], ...(environment && { environment }) };
}

/** A word as the shell takes it for itself. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Several commands one after the other, as one. */
export function inTurn(...commands: readonly Command[]): Command {
  const environment = Object.assign({}, ...commands.map((command) => command.environment ?? {}));
  return shell(commands.map(({ words }) => words.map(quoted).join(' ')).join(' && '), environment);
}

/** What programs started here see of our environment: nothing of the user's own settings. */
export function environmentIn(place: Workplace, more: Command['environment'] = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: place.folder, LANG: 'C.UTF-8', TMPDIR: place.folder, ...more };
}

/** Starts a server, for as long as the workplace is there. @throws {Error} with what it said, if it does not listen */
export async function startServer(
  place: Workplace,
  name: string,
  { words, environment }: Command,
  port: number,
): Promise<Server> {
  const logPath = place.path(`${name}.server-log`);
  const log = openSync(logPath, 'w');
  const [program = '', ...args] = words;
  const child = spawn(program, args, {
    env: environmentIn(place, environment),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  place.onClose(() => end(child));
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  const ended = once(child, 'exit').then(async () => {
    throw new Error(`${name} ended before it listened: ${await readFile(logPath, 'utf8')}`);
  });
  // They matter until it listens.
  failed.catch(() => {});
  ended.catch(() => {});
  await Promise.race([untilListening(port), failed, ended]);
  return { pid: child.pid ?? 0, port };
}

async function untilListening(port: number): Promise<void> {
  for (const deadline = Date.now() + startMilliseconds; ; ) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    } finally {
      socket.destroy();
    }
    await pause(20);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await closed;
  clearTimeout(timer);
}

/** Seconds of the processor that a process and its ended children have used. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  // The name of the program, in parentheses, may hold anything; the fields behind it are those from the third on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond;
}

/** Bytes of memory that a process has held at most since the last `forgetPeak`. */
export async function peakBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** Waits until a server rests, so that what it does afterwards is not counted for the next one. */
export async function untilIdle(pid: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + settleMilliseconds;
  for (let before = await cpuSecondsOf(pid); Date.now() < deadline; ) {
    await pause(150, undefined, { signal });
    const now = await cpuSecondsOf(pid);
    if (now - before < 0.015) return;
    before = now;
  }
}
