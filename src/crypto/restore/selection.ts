import { matchesGlob } from 'node:path';
import { literalPathOf } from '../../common/literalPath.ts';

/**
 * Says whether an entry was asked for: by its own path, by that of a folder above it, or by a glob that
 * matches either. `:(literal)` before a path takes it as it stands. Without patterns everything was.
 */
export function createSelection(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => true;
  const paths = new Set<string>();
  const globs: string[] = [];
  for (const pattern of patterns) {
    const literal = literalPathOf(pattern);
    paths.add(partsOf(literal ?? pattern).join('/'));
    if (literal === null) globs.push(partsOf(pattern).join('/'));
  }
  return (path) => {
    const parts = partsOf(path);
    return parts.some((_, index) => {
      const folder = parts.slice(0, index + 1).join('/');
      return paths.has(folder) || globs.some((glob) => matchesGlob(folder, glob));
    });
  };
}

/** The names of a path, as restoring takes them. */
function partsOf(path: string): string[] {
  return path.split('/').filter((part, index) => part !== '' && !(part === '.' && index === 0));
}
