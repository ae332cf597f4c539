import { UserError } from '../../common/errors.ts';
import type { ArchiveIndex, IndexEntry } from '../archiveIndex.ts';
import { checkName, notInArchive, type RestoreOptions, withTarget } from './restore.ts';
import { createSelection } from './selection.ts';

/** Which archive is meant, and what in it. */
export type OneFileOptions = Pick<RestoreOptions, 'name' | 'renamed' | 'only'>;

/**
 * The one file that is wanted; the only one of the archive where nothing is chosen.
 *
 * @throws {UserError} `archive-swapped`, `path-not-in-archive`, `several-files`
 */
export function findOneFile(index: ArchiveIndex, options: OneFileOptions): IndexEntry {
  const { name, only = [] } = options;
  checkName(index.summary, options);
  const isWanted = createSelection(only);
  const byPath = new Map(index.entries.map((entry) => [entry.path, entry]));
  const files = index.entries
    .filter(({ path }) => isWanted(path))
    .map((entry) => withTarget(entry, byPath))
    .filter(({ type }) => type === 'file');
  const [file] = files;
  if (!file) throw notInArchive(name, only.length > 0 ? only : ['*']);
  if (files.length > 1) throw new UserError('several-files', { name, paths: files.map(({ path }) => path) });
  return file;
}
