import { UserError } from '../common/errors.ts';
import type { IndexEntry } from './archiveIndex.ts';
import type { OpenedArchive } from './open/openSegments.ts';
import { PlaintextReader } from './open/plaintextReader.ts';
import { memberOf } from './restore/member.ts';
import { readTarEntries } from './restore/tarEntries.ts';

/** What was found when everything was read. */
export interface VerifyReport {
  /** The name inside the archive. */
  readonly name: string;
  readonly created: string;
  readonly entries: number;
  /** Bytes of the files. */
  readonly bytes: number;
  /** Files that changed while they were stored. */
  readonly changed: readonly string[];
}

/**
 * Reads and authenticates every byte, and compares the tar with the index; restores nothing.
 *
 * @throws {UserError} of the archive; the reason names the segment or the entry
 */
export async function verifyStream(opened: OpenedArchive, signal?: AbortSignal): Promise<VerifyReport> {
  const plaintext = new PlaintextReader(opened);
  const seen: string[] = [];
  try {
    for await (const entry of readTarEntries(plaintext.tar(), opened.name)) {
      signal?.throwIfAborted();
      const { path, type, size } = memberOf(entry.header);
      let length = 0;
      for await (const chunk of entry) length += chunk.length;
      if (length !== size) throw damaged(opened.name, `the entry ${path} is cut`);
      seen.push(describe({ path, type, size }));
    }
    const { summary, entries } = await plaintext.index();
    entries.forEach((entry, position) => {
      if (seen[position] !== describe(entry))
        throw damaged(opened.name, `its index and its tar differ at ${entry.path}`);
    });
    if (seen.length !== entries.length || summary.entries !== entries.length) {
      throw damaged(opened.name, 'its index counts other entries than its tar');
    }
    const changed = entries.filter((entry) => entry.changed).map((entry) => entry.path);
    return {
      name: summary.name,
      created: summary.created,
      entries: entries.length,
      bytes: summary.bytes,
      changed,
    };
  } finally {
    await opened.segments.return();
  }
}

function describe({ path, type, size }: Pick<IndexEntry, 'path' | 'type' | 'size'>): string {
  return JSON.stringify([path, type, size]);
}

function damaged(name: string, reason: string): UserError {
  return new UserError('archive-damaged', { name, reason });
}
