import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import {
  type Command,
  cpuSecondsOf,
  environmentIn,
  forgetPeak,
  peakBytesOf,
  type Server,
  untilIdle,
} from './processes.ts';
import type { Workplace } from './workplace.ts';

const mebibyte = 1024 * 1024;
/** Nothing that is measured takes longer; what hangs must not hang for ever. */
const mostMilliseconds = 30 * 60 * 1000;

/** What one run of a command cost. */
export interface Sample {
  readonly wallSeconds: number;
  /** User and system, of all its processes. */
  readonly cpuSeconds: number;
  /** Of the largest of its processes. */
  readonly peakMiB: number;
  readonly serverCpuSeconds: number | null;
  readonly serverPeakMiB: number | null;
}

/**
 * Runs a command to its end under GNU time, beside an eye on the server that it talks to.
 *
 * @throws {Error} with what it printed to standard error, when it fails; the reason of an aborted signal
 */
export async function measure(
  place: Workplace,
  command: Command,
  { server, signal: interruption }: { readonly server?: Server | undefined; readonly signal: AbortSignal },
): Promise<Sample> {
  const signal = AbortSignal.any([interruption, AbortSignal.timeout(mostMilliseconds)]);
  signal.throwIfAborted();
  // What is still to be written would slow down whoever comes next.
  await promisify(execFile)('sync');
  if (server) {
    await untilIdle(server.pid, signal);
    await forgetPeak(server.pid);
  }
  const cpuBefore = server ? await cpuSecondsOf(server.pid) : 0;
  const timesPath = place.path('times');
  const startedAt = performance.now();
  // A group of its own, so that a pipeline can be ended whole.
  const child = spawn('/usr/bin/time', ['-f', '%U %S %M', '-o', timesPath, ...command.words], {
    env: environmentIn(place, command.environment),
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  // A command that was ended fails; why it was is told in place of that.
  const failure = await finish(child, command.words).then(
    () => null,
    (error: unknown) => error,
  );
  signal.removeEventListener('abort', kill);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  signal.throwIfAborted();
  if (failure) throw failure;
  const [user = 0, system = 0, peakKibibytes = 0] = (await readFile(timesPath, 'latin1'))
    .trim()
    .split(' ')
    .map(Number);
  return {
    wallSeconds,
    cpuSeconds: user + system,
    peakMiB: peakKibibytes / 1024,
    serverCpuSeconds: server ? (await cpuSecondsOf(server.pid)) - cpuBefore : null,
    serverPeakMiB: server ? (await peakBytesOf(server.pid)) / mebibyte : null,
  };
}

/** Runs a command that is not measured, and gives what it printed. @throws {Error} when it fails */
export async function carryOut(place: Workplace, { words, environment }: Command): Promise<string> {
  const [program = '', ...args] = words;
  const child = spawn(program, args, {
    env: environmentIn(place, environment),
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return finish(child, words);
}

/** What a command printed. @throws {Error} when it fails */
async function finish(child: ChildProcessByStdio<null, Readable, Readable>, words: Command['words']) {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${words.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}
