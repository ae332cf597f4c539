import { printable } from '../common/printable.ts';
import type { ArchiveIndex } from '../crypto/archiveIndex.ts';
import type { ArchiveContents } from './types.ts';

/** An index as the program shows it; its strings come from whoever sealed the archive. */
export function contentsOf({ summary, entries }: ArchiveIndex): ArchiveContents {
  return {
    name: printable(summary.name),
    createdAt: new Date(summary.created),
    host: printable(summary.host),
    user: printable(summary.user),
    bytes: summary.bytes,
    entries: entries.map(({ path, type, size, mtime, mode, target, changed = false }) => ({
      path: printable(path),
      storedPath: path,
      type,
      size,
      modifiedAt: new Date(mtime * 1000),
      mode,
      target: target === undefined ? undefined : printable(target),
      changed,
    })),
  };
}
