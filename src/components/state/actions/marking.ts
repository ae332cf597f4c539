import { step } from '../step.ts';
import { highlightedArchive, visibleArchives } from '../visibleArchives.ts';
import type { Actions } from './action.ts';

export const markingActions: Actions<'mark-archive' | 'mark-all'> = {
  'mark-archive'(state) {
    const { archives } = state;
    const archive = highlightedArchive(state);
    if (archive === undefined) return step(state);
    const marked = new Set(archives.marked);
    if (!marked.delete(archive.name)) marked.add(archive.name);
    const list = { ...archives.list, cursor: archives.list.cursor + 1 };
    return step({ ...state, archives: { ...archives, marked, list } });
  },

  /** All the visible ones, or none of them where all are marked; those that the filter hides stay as they are. */
  'mark-all'(state) {
    const { archives } = state;
    const visible = visibleArchives(archives);
    const marked = new Set(archives.marked);
    const areMarked = visible.every(({ name }) => marked.has(name));
    for (const { name } of visible) {
      if (areMarked) marked.delete(name);
      else marked.add(name);
    }
    return step({ ...state, archives: { ...archives, marked } });
  },
};
