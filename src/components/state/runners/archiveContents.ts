import type { ArchiveEntry } from '../../../client/types.ts';
import { TreeGrower, type TreeNode } from '../archiveTree.ts';
import { createPauses } from './pauses.ts';
import { sortByName } from './sortByName.ts';

/**
 * The entries of an archive as a tree, with pauses in which keys are heard.
 *
 * @throws the reason of the signal
 */
export async function growTree(entries: readonly ArchiveEntry[], signal: AbortSignal): Promise<TreeNode> {
  signal.throwIfAborted();
  const pauseInTime = createPauses(signal);
  const grower = new TreeGrower();
  for (const entry of entries) {
    grower.add(entry);
    await pauseInTime();
  }
  for (const folder of grower.folders()) {
    folder.children = await sortByName(folder.children, ({ kind }) => kind === 'folder', signal);
  }
  return grower.root;
}
