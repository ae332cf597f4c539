import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programPath, run, runProgram } from './program.ts';

const leftMark = '--- left:\n';
const injection = fileURLToPath(new URL('fullDisk.mjs', import.meta.url));

/** What it takes for a disk that is full for everybody, and not for `fs` of Node.js alone. */
export const mounting = [['unshare', '--map-root-user', '--mount', 'true']] as const;

/**
 * Runs the program where `folder` is a disk of 1 MiB, or of another size where that can be mounted, and tells what is left on it. Where the system allows no
 * mount in a namespace of its own, writing fails after 1 MiB by injection instead, and the test says so.
 */
export async function runOnSmallDisk(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  size = '1m',
): Promise<{ exitCode: number | null; stdout: string; left: string[] }> {
  if (await canMount()) {
    const script = `mount -t tmpfs -o size=${size} tmpfs "$0" && "$@"; code=$?; echo '${leftMark.trim()}'; find "$0"; exit $code`;
    const mounted = [
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      script,
      folder,
      process.execPath,
      programPath,
      ...args,
    ];
    const { exitCode, stdout } = await run('unshare', mounted, environment);
    const [printed = '', left = ''] = stdout.split(leftMark);
    return { exitCode, stdout: printed, left: left.trim().split('\n') };
  }
  console.warn('This system allows no mount in a namespace: a full disk is injected instead of real.');
  const { exitCode, stdout } = await runProgram(args, {
    ...environment,
    NODE_OPTIONS: `--import=${injection}`,
  });
  const left = await readdir(folder, { recursive: true });
  return { exitCode, stdout, left: [folder, ...left.map((name) => join(folder, name))] };
}

/** Whether a folder can be made a small disk for a process. */
export async function canMount(): Promise<boolean> {
  try {
    return (await run('unshare', ['--map-root-user', '--mount', 'true'])).exitCode === 0;
  } catch {
    return false;
  }
}
