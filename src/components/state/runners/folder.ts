import type { Dirent } from 'node:fs';
import { access, constants, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, UserError } from '../../../common/errors.ts';
import type { Message } from '../messages.ts';
import type { EntryDetails, FolderEntry } from '../pickerState.ts';

/** Enough to keep the disk busy, few enough to leave room for everything else. */
const parallelReads = 32;
const order = new Intl.Collator(undefined, { numeric: true });

/** Reads a folder: first its names, which are shown at once, then sizes, dates and whether each can be read. */
export async function readFolder(
  folder: string,
  signal: AbortSignal,
  dispatch: (message: Message) => void,
): Promise<void> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    const entries = await mapInParallel(found, signal, (entry) => describe(folder, entry));
    if (signal.aborted) return;
    dispatch({ type: 'folder-read', folder, entries: entries.sort(byKindAndName) });
    const details = await mapInParallel(entries, signal, async ({ name }) => {
      return [name, await readDetails(join(folder, name))] as const;
    });
    if (!signal.aborted) dispatch({ type: 'folder-detailed', folder, details: new Map(details) });
  } catch (error) {
    if (!signal.aborted) dispatch({ type: 'folder-failed', folder, error: asUserError(error, folder) });
  }
}

async function describe(folder: string, entry: Dirent): Promise<FolderEntry> {
  const { name } = entry;
  const isFolder = entry.isSymbolicLink() ? await leadsToFolder(join(folder, name)) : entry.isDirectory();
  return { name, kind: isFolder ? 'folder' : 'file', details: null };
}

async function leadsToFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function readDetails(path: string): Promise<EntryDetails> {
  try {
    await access(path, constants.R_OK);
    const { size, mtime } = await stat(path);
    return { isReadable: true, size, modifiedAt: mtime };
  } catch {
    return { isReadable: false };
  }
}

function byKindAndName(one: FolderEntry, other: FolderEntry): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1;
  return order.compare(one.name, other.name);
}

async function mapInParallel<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) {
      if (signal.aborted) return;
      results[index] = await map(item);
    }
  };
  await Promise.all(Array.from({ length: parallelReads }, worker));
  return results;
}

function asUserError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === 'ENOENT') return new UserError('path-not-found', { path }, { cause: error });
  return code === undefined
    ? error
    : new UserError('path-unreadable', { path, reason: code }, { cause: error });
}
