import { activeFilter } from '../keys/activeFilter.ts';
import { clamp } from '../state/listPosition.ts';
import type { State } from '../state/model.ts';
import { scheduledEntries } from '../state/scheduleRows.ts';
import { statusLines } from './statusLines.ts';
import { transferHeight } from './transferLines.ts';

/** Title, facts and rule. */
export const headerHeight = 3;
/** The keys. */
export const footerHeight = 1;
/** More about the highlighted transfer, and the rule above it. */
export const transferDetailHeight = 5;

/** Rows between the header and what is below: rule, transfer, status, keys. */
export function bodyHeight(state: State): number {
  return Math.max(1, state.size.rows - headerHeight - tailHeight(state) - footerHeight);
}

/** Rows of the rule, the running transfer and the status. There is always one for the status: nothing jumps. */
export function tailHeight(state: State): number {
  const transfer = showsTransfer(state) ? transferHeight(state) : 0;
  return 1 + transfer + Math.max(1, statusLines(state).length);
}

/** The transfer is drawn with its bar at the archives, and as a word in the header elsewhere. */
export function showsTransfer(state: State): boolean {
  return state.screen === 'archives' && state.transfers.running !== null;
}

/** Rows of the list in the body. */
export function listHeight(state: State): number {
  return Math.max(1, bodyHeight(state) - headingHeight(state));
}

/** Rows that the list shares the body with: the names of the columns, the filter, more about a row. */
function headingHeight(state: State): number {
  if (state.screen === 'help' || state.screen === 'warnings') return 0;
  if (state.screen === 'transfers') return 1 + transferDetailHeight;
  if (state.screen === 'schedule' || state.screen === 'history') return 2 + entryDetailHeight(state);
  return activeFilter(state) === null ? 1 : 2;
}

/** Rows with more about the highlighted entry or run: what the list leaves free goes to them, up to a bound. */
export function entryDetailHeight(state: State): number {
  const body = bodyHeight(state);
  const { schedule, history, screen } = state;
  const count = screen === 'history' ? (history.runs?.length ?? 0) : scheduledEntries(schedule).length;
  const least = clamp(body - 5, 0, body < 14 ? 4 : 7);
  return clamp(body - 2 - Math.max(1, count), least, 12);
}
