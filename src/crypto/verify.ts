import { UserError } from '../common/errors.ts';
import type { OpenedArchive } from './open/openSegments.ts';
import { PlaintextReader } from './open/plaintextReader.ts';
import { memberOf } from './restore/member.ts';
import type { UncheckedMember } from './restore/restoration.ts';
import { readTarEntries } from './restore/tarEntries.ts';
import { blockLength } from './tar/header.ts';

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
  const plaintext = new PlaintextReader(opened, signal);
  const seen: string[] = [];
  try {
    for await (const entry of readTarEntries(plaintext.tar())) {
      signal?.throwIfAborted();
      const member = memberOf(entry.header);
      let length = 0;
      for await (const chunk of entry) length += chunk.length;
      if (length !== member.size) throw damaged(opened.name, `the entry ${member.path} is cut`);
      seen.push(describe(member, entry.offset + blockLength));
    }
    const { summary, entries } = await plaintext.index();
    entries.forEach((entry, position) => {
      if (seen[position] !== describe(entry, entry.offset))
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

/** What tar and index say alike of an entry; its time is rounded in the tar. */
function describe(entry: Omit<UncheckedMember, 'mtimeMs'>, offset: number): string {
  return JSON.stringify([entry.path, entry.type, entry.size, entry.mode, entry.target, offset]);
}

function damaged(name: string, reason: string): UserError {
  return new UserError('archive-damaged', { name, reason });
}
