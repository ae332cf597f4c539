import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocatedPath, Message } from '../messages.ts';
import { asUserError } from './folder.ts';

type Dispatch = (message: Message) => void;

/** Looks for pasted paths. Of those that are not there the first is told. */
export async function locatePaths(
  paths: readonly string[],
  signal: AbortSignal,
  dispatch: Dispatch,
): Promise<void> {
  const found: LocatedPath[] = [];
  let failure: unknown = null;
  for (const path of paths) {
    try {
      const stats = await lstat(path);
      found.push({ path, bytes: stats.isDirectory() ? null : stats.size });
    } catch (error) {
      failure ??= asUserError(error, path);
    }
    if (signal.aborted) return;
  }
  dispatch({ type: 'paths-located', found, error: failure });
}

/** Counts the bytes of files, of folders with everything in them; links are not followed. */
export async function measurePaths(
  paths: readonly string[],
  signal: AbortSignal,
  dispatch: Dispatch,
): Promise<void> {
  for (const path of paths) {
    const bytes = await bytesOf(path, signal);
    if (signal.aborted) return;
    dispatch({ type: 'measured', path, bytes });
  }
}

async function bytesOf(path: string, signal: AbortSignal): Promise<number> {
  const waiting = [path];
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined && !signal.aborted; next = waiting.pop()) {
    try {
      const stats = await lstat(next);
      if (stats.isFile()) bytes += stats.size;
      if (!stats.isDirectory()) continue;
      for await (const { name } of await opendir(next)) waiting.push(join(next, name));
    } catch {
      // What cannot be read is not uploaded either.
    }
  }
  return bytes;
}
