import { isInside, type TreeNode } from './archiveTree.ts';
import { arrange, type FileOrder } from './fileOrder.ts';
import type { ListPosition } from './listPosition.ts';
import type { Filter } from './model.ts';
import { rememberLast } from './rememberLast.ts';

/** What is inside an archive, and where in it one is. */
export interface BrowseState {
  readonly archive: string;
  /** The folder shown; null until what is inside is known. */
  readonly folder: TreeNode | null;
  /** How much has come of an archive that must be received whole. */
  readonly received: { readonly doneBytes: number; readonly totalBytes: number | null } | null;
  readonly order: FileOrder;
  readonly filter: Filter | null;
  /** Everything in a marked folder is meant; none of it is marked by itself. */
  readonly marked: ReadonlySet<TreeNode>;
  readonly list: ListPosition;
}

/** A row: a file, folder or link, or the way up. */
export type BrowseRow = { readonly kind: 'parent'; readonly name?: never } | TreeNode;

const parentRow: BrowseRow = { kind: 'parent' };
const noRows: readonly BrowseRow[] = [];

/** The rows shown, in order. */
export function browseRows({ folder, filter, order }: BrowseState): readonly BrowseRow[] {
  return folder === null ? noRows : rowsOf(folder, filter?.field.value ?? '', order);
}

const rowsOf = rememberLast((folder: TreeNode, text: string, order: FileOrder): readonly BrowseRow[] => {
  const shown = arrange(folder.children, text, order, ({ kind, bytes, modifiedAt }) => ({
    isFolder: kind === 'folder',
    bytes,
    time: modifiedAt?.getTime() ?? null,
  }));
  return folder.parent === null || text !== '' ? shown : [parentRow, ...shown];
});

export function highlightedNode(browse: BrowseState): TreeNode | undefined {
  const row = browseRows(browse)[browse.list.cursor];
  return row === undefined || row.kind === 'parent' ? undefined : row;
}

/** What is to be restored: what is marked, else what is highlighted. */
export function chosenNodes(browse: BrowseState): readonly TreeNode[] {
  if (browse.marked.size > 0) return [...browse.marked];
  const node = highlightedNode(browse);
  return node === undefined ? [] : [node];
}

export function amountOf(nodes: Iterable<TreeNode>): { readonly entries: number; readonly bytes: number } {
  let [entries, bytes] = [0, 0];
  for (const node of nodes) {
    entries += node.entries;
    bytes += node.bytes;
  }
  return { entries, bytes };
}

/** How much is marked. */
export const markedAmount = rememberLast((marked: ReadonlySet<TreeNode>) => amountOf(marked));

/** Whether a node will be restored: itself, something in it, or nothing of it. */
export function markOf(marked: ReadonlySet<TreeNode>, node: TreeNode): 'whole' | 'part' | 'none' {
  for (let at: TreeNode | null = node; at !== null; at = at.parent) if (marked.has(at)) return 'whole';
  return foldersAbove(marked).has(node) ? 'part' : 'none';
}

const foldersAbove = rememberLast((marked: ReadonlySet<TreeNode>): ReadonlySet<TreeNode> => {
  const above = new Set<TreeNode>();
  for (const node of marked) {
    for (let at = node.parent; at !== null && !above.has(at); at = at.parent) above.add(at);
  }
  return above;
});

/** Marks a node, or takes its mark away, also where that is the mark of a folder above it: the rest stays marked. */
export function toggleMark(marked: ReadonlySet<TreeNode>, node: TreeNode): ReadonlySet<TreeNode> {
  if (markOf(marked, node) !== 'whole') {
    return new Set([...marked].filter((other) => !isInside(other, node))).add(node);
  }
  const next = new Set(marked);
  for (let at = node; !next.delete(at) && at.parent !== null; at = at.parent) {
    for (const sibling of at.parent.children) if (sibling !== at) next.add(sibling);
  }
  return next;
}
