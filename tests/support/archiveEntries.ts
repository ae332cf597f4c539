import type { ArchiveEntry } from '../../src/client/types.ts';
import { printable } from '../../src/common/printable.ts';

/** Entries of an archive: paths of files with their sizes, of folders with a slash at the end. */
export function makeEntries(sizes: Readonly<Record<string, number>>): ArchiveEntry[] {
  return Object.entries(sizes).map(([given, size], index) => {
    const isFolder = given.endsWith('/');
    const path = isFolder ? given.slice(0, -1) : given;
    return {
      path: printable(path),
      storedPath: path,
      type: isFolder ? 'dir' : 'file',
      size,
      modifiedAt: new Date(2026, 0, 1 + (index % 28), 10, 30),
      mode: isFolder ? 0o755 : 0o640,
      changed: false,
    };
  });
}
