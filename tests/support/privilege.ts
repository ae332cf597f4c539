import { chmod, chown } from 'node:fs/promises';
import { run } from './program.ts';

/** Takes a file away from whoever runs the tests, root included: see `runWithoutPrivilege`. */
export async function forbid(path: string): Promise<void> {
  await chmod(path, 0o000);
  if (process.getuid?.() === 0) await chown(path, 12_345, 12_345);
}

/** Runs Node.js. Root reads everything; in a user namespace of its own it reads only what belongs to it. */
export function runWithoutPrivilege(args: readonly string[], environment?: Readonly<Record<string, string>>) {
  if (process.getuid?.() !== 0) return run(process.execPath, args, environment);
  return run('unshare', ['--map-root-user', process.execPath, ...args], environment);
}
