import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { homePaths } from '../../config/home.ts';
import type { HookEvent } from './hookDocument.ts';
import type { HookResult } from './hookResult.ts';

/** A file of this many bytes is set aside, in place of the one before. */
const fullLength = 256 * 1024;

/** Adds what became of a hook to `state/hooks.ndjson`. Never throws: a log is no reason to stop an upload. */
export async function logHook(home: string, at: Date, event: HookEvent, result: HookResult): Promise<void> {
  const { state } = homePaths(home);
  const path = join(state, 'hooks.ndjson');
  try {
    await mkdir(state, { recursive: true, mode: 0o700 });
    const isFull = await stat(path).then(
      ({ size }) => size >= fullLength,
      () => false,
    );
    if (isFull) await rename(path, join(state, 'hooks.1.ndjson'));
    await appendFile(path, `${JSON.stringify({ version: 1, at, event, ...result })}\n`, { mode: 0o600 });
  } catch {
    // The result is told elsewhere too.
  }
}
