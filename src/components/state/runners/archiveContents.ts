import { setImmediate } from 'node:timers/promises';
import type { ArchiveEntry } from '../../../client/types.ts';
import { TreeGrower, type TreeNode } from '../archiveTree.ts';
import { sortByName } from '../fileOrder.ts';

/** So much is done before keys are looked at again. */
const entriesAtATime = 5000;

/**
 * The entries of an archive as a tree, with pauses in which the screens live on.
 *
 * @throws the reason of the signal
 */
export async function growTree(entries: readonly ArchiveEntry[], signal: AbortSignal): Promise<TreeNode> {
  const grower = new TreeGrower();
  let done = 0;
  const rest = async (amount: number) => {
    done += amount;
    if (done < entriesAtATime) return;
    done = 0;
    await setImmediate();
    signal.throwIfAborted();
  };
  for (let start = 0; start < entries.length; start += entriesAtATime) {
    for (const entry of entries.slice(start, start + entriesAtATime)) grower.add(entry);
    await rest(entriesAtATime);
  }
  for (const { children } of grower.folders()) {
    sortByName(children, ({ kind }) => kind === 'folder');
    await rest(children.length);
  }
  return grower.root;
}
