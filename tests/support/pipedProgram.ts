import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { cleanEnvironment, programPath } from './program.ts';

/** Starts the program between two pipes. */
export function startPiped(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcessByStdio<Writable, Readable, Readable> {
  const child = spawn(process.execPath, [programPath, ...args], {
    env: cleanEnvironment(environment),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A program that ends early reads no more.
  child.stdin.on('error', () => {});
  return child;
}

/** Runs it to its end with bytes on standard input. */
export async function runPiped(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input: Iterable<Uint8Array> | AsyncIterable<Uint8Array> = [],
): Promise<{ exitCode: number | null; stdout: Buffer; stderr: string }> {
  const child = startPiped(args, environment);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
    pipeline(input, child.stdin).catch(() => {}),
  ]);
  return { exitCode, stdout, stderr };
}
