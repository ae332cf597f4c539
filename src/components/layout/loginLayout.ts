import type { State } from '../state/model.ts';
import { footerHeight } from './heights.ts';
import { formWidth, type LoginRow, loginRows } from './loginRows.ts';

/** Title and rule. */
const loginHeaderHeight = 2;

export interface LoginLayout {
  readonly rows: readonly LoginRow[];
  /** Where the form begins. */
  readonly left: number;
  readonly top: number;
}

/** The form in the middle of the window, a little above the middle of its height. */
export function loginLayout(state: State): LoginLayout {
  const { columns, rows: windowRows } = state.size;
  const room = windowRows - loginHeaderHeight - footerHeight;
  const rows = loginRows(state, room).slice(0, room);
  const spare = room - rows.length;
  return {
    rows,
    left: Math.max(0, Math.floor((columns - formWidth(state)) / 2)),
    top:
      loginHeaderHeight +
      Math.min(Math.floor(spare / 2), Math.max(0, Math.floor((room - 18) / 3)) + Math.min(1, spare)),
  };
}
