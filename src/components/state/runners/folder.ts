import type { Dirent } from 'node:fs';
import { access, constants, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, UserError } from '../../../common/errors.ts';
import type { Message } from '../messages.ts';
import type { EntryDetails, EntryProblem, FolderEntry } from '../pickerState.ts';
import { createPauses } from './pauses.ts';
import { sortByName } from './sortByName.ts';

/** Enough to keep the disk busy, few enough to leave room for everything else. */
const parallelReads = 32;
/** How often the details of a folder that takes long are shown. */
const batchMilliseconds = 1000;

/** Reads a folder: first its names, which are shown at once, then sizes, dates and whether each can be read. */
export async function readFolder(
  folder: string,
  signal: AbortSignal,
  dispatch: (message: Message) => void,
): Promise<void> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    const described = await mapInParallel(found, signal, (entry) => describe(folder, entry));
    signal.throwIfAborted();
    const entries = await sortByName(described, ({ kind }) => kind === 'folder', signal);
    dispatch({ type: 'folder-read', folder, entries });
    await readAllDetails(folder, entries, signal, dispatch);
  } catch (error) {
    if (!signal.aborted) dispatch({ type: 'folder-failed', folder, error: asUserError(error, folder) });
  }
}

async function readAllDetails(
  folder: string,
  entries: readonly FolderEntry[],
  signal: AbortSignal,
  dispatch: (message: Message) => void,
): Promise<void> {
  let batch = new Map<string, EntryDetails>();
  let lastShown = performance.now();
  const show = () => {
    if (!signal.aborted) dispatch({ type: 'folder-detailed', folder, details: batch });
    batch = new Map();
    lastShown = performance.now();
  };
  const unknown = entries.filter(({ details }) => details === null);
  await mapInParallel(unknown, signal, async ({ name, isLink }) => {
    batch.set(name, await readDetails(join(folder, name), isLink));
    if (performance.now() - lastShown > batchMilliseconds) show();
  });
  show();
}

async function describe(folder: string, entry: Dirent): Promise<FolderEntry> {
  const { name } = entry;
  const isLink = entry.isSymbolicLink();
  const isFolder = isLink ? await leadsToFolder(join(folder, name)) : entry.isDirectory();
  const isSpecial = entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice();
  return {
    name,
    kind: isFolder ? 'folder' : 'file',
    isLink,
    details: isSpecial ? { isReadable: false, problem: 'special-file' } : null,
  };
}

async function leadsToFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function readDetails(path: string, isLink: boolean): Promise<EntryDetails> {
  const target = isLink ? { target: await readlink(path).catch(() => '') } : {};
  try {
    const stats = await stat(path);
    if (!stats.isFile() && !stats.isDirectory()) {
      return { isReadable: false, problem: 'special-file', ...target };
    }
    await access(path, stats.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return { isReadable: true, size: stats.size, modifiedAt: stats.mtime, ...target };
  } catch (error) {
    return { isReadable: false, problem: problemOf(error, isLink), ...target };
  }
}

function problemOf(error: unknown, isLink: boolean): EntryProblem {
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') return 'no-permission';
  return isLink && (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR')
    ? 'broken-link'
    : 'unreadable';
}

async function mapInParallel<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const pauseInTime = createPauses(signal);
  const worker = async () => {
    for (const [index, item] of rest) {
      if (signal.aborted) return;
      results[index] = await map(item);
      // Where the disk is not asked there are no pauses by themselves.
      await pauseInTime();
    }
  };
  await Promise.all(Array.from({ length: parallelReads }, worker));
  return results;
}

/** What went wrong with a path, as the user can mend it. */
export function asUserError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === 'ENOENT') return new UserError('path-not-found', { path }, { cause: error });
  return code === undefined
    ? error
    : new UserError('path-unreadable', { path, reason: code }, { cause: error });
}
