import { basename } from 'node:path';
import { UserError } from '../../common/errors.ts';
import { literalPathOf } from '../../common/literalPath.ts';
import { Pace } from '../../common/pace.ts';
import type { IndexEntry, IndexSummary } from '../archiveIndex.ts';
import type { OpenedArchive } from '../open/openSegments.ts';
import { PlaintextReader } from '../open/plaintextReader.ts';
import type { RandomAccessArchive } from '../open/randomAccess.ts';
import { readMembers } from './readMembers.ts';
import { Restoration, type RestorationOptions, type RestoreReport } from './restoration.ts';
import { createSelection } from './selection.ts';

export interface RestoreOptions extends RestorationOptions {
  /** Paths, folders, globs and `:(literal)` paths; everything where absent or empty. */
  readonly only?: readonly string[];
  /** What to do when the archive was sealed under another name: the server swapped it, or the user renamed it. */
  readonly renamed: 'refuse' | 'accept';
  readonly signal?: AbortSignal;
  /** Told by `restoreSelected` alone, of the bytes of the files that are wanted. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Restores an archive while it arrives.
 *
 * @throws {UserError} of the archive, `archive-entry-refused`, `archive-swapped`, `would-overwrite`,
 *   `path-not-in-archive`, `disk-full`, `write-refused`; nothing is left behind then
 */
export function restoreStream(opened: OpenedArchive, options: RestoreOptions): Promise<RestoreReport> {
  return Restoration.run(options, async (restoration) => {
    checkName(await addEntries(opened, restoration, options), options);
    return finish(restoration, options);
  });
}

/** Restores the wanted entries into the staging folder, and tells what the archive says of itself. */
export async function addEntries(
  opened: OpenedArchive,
  restoration: Restoration,
  { only = [], signal }: RestoreOptions,
): Promise<IndexSummary> {
  const isWanted = createSelection(only);
  const plaintext = new PlaintextReader(opened, signal);
  try {
    const pace = new Pace();
    for await (const { member, content } of readMembers(plaintext.tar())) {
      signal?.throwIfAborted();
      if (pace.isTired) await pace.breathe();
      if (isWanted(member.path)) await restoration.add(member, content);
      else restoration.pass(member);
    }
    return await plaintext.summary();
  } finally {
    await opened.segments.return();
  }
}

/**
 * Restores some entries, reading only the segments that hold them.
 *
 * @throws {UserError} as `restoreStream`
 */
export async function restoreSelected(
  archive: RandomAccessArchive,
  options: RestoreOptions,
): Promise<RestoreReport> {
  const { only = [], signal, onProgress } = options;
  const isWanted = createSelection(only);
  const index = await archive.index();
  checkName(index.summary, options);
  const wanted = new Set(index.entries.filter(({ path }) => isWanted(path)));
  const totalBytes = [...wanted].reduce((sum, { size }) => sum + size, 0);
  return Restoration.run(options, async (restoration) => {
    const passed = new Map<string, IndexEntry>();
    let doneBytes = 0;
    const counted = async function* (content: AsyncIterable<Buffer>) {
      for await (const chunk of content) {
        yield chunk;
        doneBytes += chunk.length;
        onProgress?.(doneBytes, totalBytes);
      }
    };
    for (const entry of index.entries) {
      signal?.throwIfAborted();
      const member = { ...withTarget(entry, passed), mtimeMs: entry.mtime * 1000 };
      if (wanted.has(entry)) {
        await restoration.add(member, counted(archive.tar(index, member.offset, member.size, signal)));
      } else {
        passed.set(entry.path, entry);
        restoration.pass(member);
      }
    }
    return finish(restoration, options);
  });
}

/** A hard link whose first name was not asked for becomes a file of its own. */
export function withTarget(entry: IndexEntry, passed: ReadonlyMap<string, IndexEntry>): IndexEntry {
  const target = entry.type === 'link' ? passed.get(entry.target ?? '') : undefined;
  if (target?.type !== 'file') return entry;
  return { ...entry, type: 'file', offset: target.offset, size: target.size };
}

/** Moves everything in place. @throws {UserError} `would-overwrite`; `path-not-in-archive` where nothing is what was asked for */
export async function finish(
  restoration: Restoration,
  { name, only = [], signal }: RestoreOptions,
): Promise<RestoreReport> {
  signal?.throwIfAborted();
  const report = await restoration.commit();
  if (report.entries === 0 && only.length > 0 && report.warnings.length === 0) throw notInArchive(name, only);
  return report;
}

/** Nothing matches what was asked for. */
export function notInArchive(name: string, only: readonly string[]): UserError {
  const path = only.map((pattern) => literalPathOf(pattern) ?? pattern).join(', ');
  return new UserError('path-not-in-archive', { name, path });
}

/** @throws {UserError} `archive-swapped` */
export function checkName(
  summary: IndexSummary,
  { name, renamed }: Pick<RestoreOptions, 'name' | 'renamed'>,
): void {
  if (renamed === 'refuse' && summary.name !== basename(name)) {
    throw new UserError('archive-swapped', { name, found: summary.name });
  }
}
