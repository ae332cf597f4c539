import { smallestWindow } from '../../common/terminal.ts';
import type { Size } from '../state/model.ts';

const widestName = 72;

export function isTooSmall({ columns, rows }: Size): boolean {
  return columns < smallestWindow.columns || rows < smallestWindow.rows;
}

/** Windows with rows to spare get air between the parts of a screen. */
export function isRoomy({ rows }: Size): boolean {
  return rows >= 22;
}

/** Names get the room that the other columns leave, but not so much that the eye loses the row. */
export function nameColumn({ columns }: Size, otherColumns: number): number {
  return Math.min(widestName, columns - otherColumns);
}

/** Columns of the pane with more about the highlighted row. */
export const paneWidth = 42;

/** Windows wide enough for a pane beside the list. */
export function hasPane({ columns }: Size): boolean {
  return columns >= 110;
}

/** What is left for the list beside the pane. */
export function listSize(size: Size): Size {
  return hasPane(size) ? { ...size, columns: size.columns - paneWidth } : size;
}

/** Windows wide enough for a column with the date. */
export function hasDateColumn({ columns }: Size): boolean {
  return columns >= 76;
}
