import { addAbortSignal } from 'node:stream';
import { toReadError } from '../common/diskErrors.ts';
import { ExitCode, systemCode, UserError } from '../common/errors.ts';
import type { PipeProblem } from '../common/usageProblem.ts';
import type { Context } from './context.ts';

/** What stands for standard input, or output, in the place of a path; a file of that name is written `./-`. */
export const pipe = '-';

/** @throws {UserError} `usage` */
export function misused(problem: PipeProblem): never {
  throw new UserError('usage', { problem });
}

/** Whether standard input is to be stored. @throws {UserError} `usage` where something else is too */
export function isInput(paths: readonly string[]): boolean {
  if (!paths.includes(pipe)) return false;
  return paths.length === 1 || misused('stdin-not-alone');
}

/**
 * What comes from standard input. Nothing is read before it is asked for.
 *
 * @throws {UserError} `usage` where it is a terminal
 */
export function readInput({ signal }: Context): AsyncGenerator<Buffer, void, void> {
  if (process.stdin.isTTY) misused('stdin-terminal');
  return chunksOfInput(signal);
}

async function* chunksOfInput(signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  signal.throwIfAborted();
  try {
    yield* addAbortSignal(signal, process.stdin) as AsyncIterable<Buffer>;
  } catch (error) {
    signal.throwIfAborted();
    throw toReadError(pipe, error);
  }
}

/**
 * Writes to standard output, no faster than it is read there.
 *
 * @throws {UserError} `pipe-closed`; the reason of an aborted signal, whatever the chunks throw
 */
export async function writeOutput(chunks: AsyncIterable<Buffer>, signal: AbortSignal): Promise<void> {
  // Each write tells its own error; without a listener the first one would be a crash.
  process.stdout.on('error', () => {});
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    await write(chunk, signal);
  }
}

function write(chunk: Buffer, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort);
  process.stdout.write(chunk, (error) => (error ? reject(outputError(error)) : resolve()));
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

/** `EPIPE` is how `head` says that it has enough. */
function outputError(error: Error): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  if (code === 'EPIPE') return new UserError('pipe-closed', {}, { cause: error });
  // Not the error of a full disk: that one says that nothing half-written is left.
  return new UserError('write-refused', { path: 'stdout', reason: code }, { cause: error });
}

/**
 * Lets a command go on whose results nobody reads to their end: `list | head` is no crash. Errors of output that
 * something else listens to are left to that.
 */
export function forgiveClosedOutput(): void {
  process.stdout.on('error', (error) => {
    if (systemCode(error) !== 'EPIPE' && process.stdout.listenerCount('error') === 1) throw error;
  });
}

/** Ends a program that was interrupted while it waited for a reader, who may never read what was written before. */
export function leaveUnreadOutput(): void {
  if (process.exitCode === ExitCode.interrupted && process.stdout.writableLength > 0) process.exit();
}
