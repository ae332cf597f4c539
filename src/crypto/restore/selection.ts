import { matchesGlob } from 'node:path';

/**
 * Says whether an entry was asked for: by its own path, by that of a folder above it, or by a glob that
 * matches either. Without patterns everything was.
 */
export function createSelection(patterns: readonly string[]): (path: string) => boolean {
  const cleaned = patterns.map((pattern) => pattern.replace(/^\.\//, '').replace(/\/+$/, ''));
  if (cleaned.length === 0) return () => true;
  return (path) => {
    const parts = path.replace(/^\.\//, '').split('/');
    return parts.some((_, index) => {
      const folder = parts.slice(0, index + 1).join('/');
      return cleaned.some((pattern) => pattern === folder || matchesGlob(folder, pattern));
    });
  };
}
