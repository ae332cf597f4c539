import { literalPattern } from '../../../common/literalPath.ts';
import { storedPathOf, type TreeNode } from '../archiveTree.ts';
import { openBrowse, withHighlight } from '../browse.ts';
import {
  amountOf,
  type BrowseState,
  browseRows,
  chosenNodes,
  highlightedNode,
  toggleMark,
} from '../browseState.ts';
import { proposedDestination } from '../destination.ts';
import { nextOrder } from '../fileOrder.ts';
import type { State } from '../model.ts';
import { ask } from '../questions.ts';
import { type Step, step } from '../step.ts';
import { textField } from '../textField.ts';
import { highlightedArchive } from '../visibleArchives.ts';
import type { Actions } from './action.ts';

export const browseActions: Actions<'browse' | 'restore'> = {
  browse(state) {
    const archive = highlightedArchive(state);
    if (archive === undefined) return step(state);
    if (state.session?.readsInPart === false) return step(ask(state, { about: 'receive-whole', archive }));
    return openBrowse(state, archive);
  },

  restore: (state) => {
    const { browse } = state;
    if (browse === null) return step(state);
    const nodes = chosenNodes(browse);
    if (nodes.length === 0) return step(state);
    const only = nodes.map((node) => literalPattern(storedPathOf(node)));
    const field = textField(proposedDestination(state, [browse.archive]));
    const part = { only, ...amountOf(nodes) };
    return step({ ...state, dialog: { kind: 'destination', names: [browse.archive], field, part } });
  },
};

/** What the keys of the file picker do inside an archive. */
export const insideArchive = {
  open: inBrowse((browse) => {
    const row = browseRows(browse)[browse.list.cursor];
    if (row?.kind === 'parent') return upFrom(browse);
    return row?.kind === 'folder' ? enter(browse, row) : browse;
  }),
  'parent-folder': inBrowse(upFrom),
  mark: inBrowse((browse) => {
    const node = highlightedNode(browse);
    if (node === undefined) return browse;
    const list = { ...browse.list, cursor: browse.list.cursor + 1 };
    return { ...browse, marked: toggleMark(browse.marked, node), list };
  }),
  'sort-files': inBrowse((browse) =>
    withHighlight({ ...browse, order: nextOrder(browse.order) }, browseRows(browse)[browse.list.cursor]),
  ),
} as const;

function inBrowse(action: (browse: BrowseState) => BrowseState): (state: State) => Step {
  return (state) => step(state.browse === null ? state : { ...state, browse: action(state.browse) });
}

function enter(browse: BrowseState, folder: TreeNode, landOn?: TreeNode): BrowseState {
  return withHighlight({ ...browse, folder, filter: null, list: { cursor: 0, top: 0 } }, landOn);
}

function upFrom(browse: BrowseState): BrowseState {
  const { folder } = browse;
  return folder === null || folder.parent === null ? browse : enter(browse, folder.parent, folder);
}
