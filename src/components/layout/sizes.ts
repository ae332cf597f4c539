import type { Size } from '../state/model.ts';

/** The smallest window that shows the screens. */
export const smallestWindow: Size = { columns: 60, rows: 16 };

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

/** Windows wide enough for a column with the date. */
export function hasDateColumn({ columns }: Size): boolean {
  return columns >= 76;
}
