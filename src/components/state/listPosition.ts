/** The highlighted row of a list and the first row that is drawn. */
export interface ListPosition {
  readonly cursor: number;
  readonly top: number;
}

export const listStart: ListPosition = { cursor: 0, top: 0 };

/** Moves the highlight; it stops at the ends. */
export function moveBy(position: ListPosition, rows: number, count: number): ListPosition {
  return moveTo(position, position.cursor + rows, count);
}

export function moveTo(position: ListPosition, row: number, count: number): ListPosition {
  return { ...position, cursor: clamp(row, 0, Math.max(0, count - 1)) };
}

/** Moves highlight and window together by a page, with one row in common. */
export function movePage(
  position: ListPosition,
  direction: 1 | -1,
  count: number,
  height: number,
): ListPosition {
  const rows = direction * Math.max(1, height - 1);
  return moveBy({ ...position, top: position.top + rows }, rows, count);
}

/** Keeps the highlight inside the list and the window around the highlight, moving the window least. */
export function settle(position: ListPosition, count: number, height: number): ListPosition {
  const cursor = clamp(position.cursor, 0, Math.max(0, count - 1));
  const lowest = Math.max(0, cursor - Math.max(1, height) + 1);
  const top = clamp(clamp(position.top, lowest, cursor), 0, Math.max(0, count - height));
  return cursor === position.cursor && top === position.top ? position : { cursor, top };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
