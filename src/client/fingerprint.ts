import { createHash } from 'node:crypto';
import { walkSources } from '../crypto/pack/plan.ts';
import type { SourceSelection } from './types.ts';

/**
 * A quick fingerprint of what an archive of the paths would hold: names, types, sizes, times, modes, owners and
 * targets of links, and what could not be read. No file is opened.
 *
 * @throws {UserError} `path-not-found`, `usage`
 */
export async function fingerprintSources(
  paths: readonly string[],
  selection: SourceSelection & { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const { members, warnings } = await walkSources(paths, selection);
  const hash = createHash('sha256');
  // What is in an array cannot be mistaken for its neighbour. The walk is in the order of names.
  for (const { path, type, size, mtimeMs, ctimeMs, mode, uid, gid, target } of members) {
    hash.update(JSON.stringify([path, type, size, mtimeMs, ctimeMs, mode, uid, gid, target ?? null]));
  }
  for (const { path, problem, detail } of warnings) {
    hash.update(JSON.stringify([path, problem, detail ?? null]));
  }
  return hash.digest('hex');
}
