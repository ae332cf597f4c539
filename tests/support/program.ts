import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The shipped program. */
export const programPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables of the test's own environment must not reach the program; it is compiled once for all tests. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TEST_COMPILE_CACHE } = process.env;
  // A terminal takes a variable that is undefined by its word.
  const cache = TEST_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE: TEST_COMPILE_CACHE };
  return { PATH, HOME, LANG: 'C.UTF-8', ...cache, ...more };
}

/** Runs any command to its end. */
export async function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = spawn(command, args, {
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

/** Runs the program to its end. */
export function runProgram(
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Finished> {
  return run(process.execPath, [programPath, ...args], environment);
}
